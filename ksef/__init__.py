"""Everything that talks to the Ministry: KSeF, its lighthouse, the tax-payer register; and the FA(3) documents."""
