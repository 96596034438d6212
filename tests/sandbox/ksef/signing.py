"""An XAdES signature put together by hand, in the structure of the Ministry's own client."""

import base64
import hashlib
from datetime import timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from tests.sandbox.ksef.caller import NOON, b64

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
METHODS = {"rsa": "rsa-sha256", "ec": "ecdsa-sha256"}
PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"


def canonical(element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)


def reference(uri: str, element, transforms: list[str], kind="") -> str:
    steps = "".join(f'<ds:Transform Algorithm="{each}"/>' for each in transforms)
    return (
        f'<ds:Reference URI="{uri}"{kind}><ds:Transforms>{steps}</ds:Transforms><ds:DigestMethod Algorithm="{SHA256}"/>'
        f"<ds:DigestValue>{b64(hashlib.sha256(canonical(element)).digest())}</ds:DigestValue></ds:Reference>"
    )


def signed_properties(certificate) -> str:
    return (
        f'<xades:SignedProperties xmlns:xades="{XADES}" xmlns:ds="{DS}" Id="SignedProperties">'
        f"<xades:SignedSignatureProperties><xades:SigningTime>{(NOON - timedelta(minutes=1)).isoformat()}"
        f"</xades:SigningTime><xades:SigningCertificate><xades:Cert><xades:CertDigest>"
        f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>'
        f"{b64(certificate.fingerprint(hashes.SHA256()))}</ds:DigestValue></xades:CertDigest><xades:IssuerSerial>"
        f"<ds:X509IssuerName>{certificate.issuer.rfc4514_string()}</ds:X509IssuerName>"
        f"<ds:X509SerialNumber>{certificate.serial_number}</ds:X509SerialNumber></xades:IssuerSerial></xades:Cert>"
        f"</xades:SigningCertificate></xades:SignedSignatureProperties></xades:SignedProperties>"
    )


def signature_value(key, data: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def sign_by_hand(document: bytes, key, certificate, instead: str | None = None) -> bytes:
    """Sign the document, or (`instead`) something else that merely lies in the same place."""
    root = etree.fromstring(document)
    properties = etree.fromstring(signed_properties(certificate))
    other = "" if instead is None else f'<ds:Object xmlns:ds="{DS}" Id="Other">{instead}</ds:Object>'
    if instead is None:
        first = reference("", root, [ENVELOPED, EXCLUSIVE])
    else:
        first = reference("#Other", etree.fromstring(other), [EXCLUSIVE])
    second = reference("#SignedProperties", properties, [EXCLUSIVE], f' Type="{PROPERTIES}"')
    method = METHODS["rsa" if isinstance(key, rsa.RSAPrivateKey) else "ec"]
    info = (
        f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
        f'<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{method}"/>{first}{second}'
        "</ds:SignedInfo>"
    )
    value = signature_value(key, canonical(etree.fromstring(info)))
    der = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    signature = (
        f'<ds:Signature xmlns:ds="{DS}" Id="Signature">{info}<ds:SignatureValue>{b64(value)}</ds:SignatureValue>'
        f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f'{other}<ds:Object><xades:QualifyingProperties xmlns:xades="{XADES}" Target="#Signature">'
        f"{etree.tostring(properties).decode()}</xades:QualifyingProperties></ds:Object></ds:Signature>"
    )
    root.append(etree.fromstring(signature))
    return etree.tostring(root)
