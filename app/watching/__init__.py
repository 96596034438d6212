"""What an engineer's instruments read: liveness, readiness, figures, and alerts when work is stuck."""
