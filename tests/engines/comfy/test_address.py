"""Addresses as people write them, with keys, base paths and certificates."""

import datetime
import ssl
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fabula.core.clock import now
from fabula.engines.comfy import ComfyServer, Finished, ServerAddress
from fabula.engines.comfy.errors import AddressInvalid, ServerUnreachable
from tests.engines.comfy.jobs_of_tests import graph
from tests.engines.comfy.scripted import ScriptedComfy


@pytest.mark.parametrize(
    ("written", "url", "socket"),
    [
        ("127.0.0.1:8188", "http://127.0.0.1:8188", "ws://127.0.0.1:8188/ws"),
        (" http://gpu:8188/ ", "http://gpu:8188", "ws://gpu:8188/ws"),
        ("https://example.org/comfy/", "https://example.org/comfy", "wss://example.org/comfy/ws"),
        ("http://[::1]:8188", "http://[::1]:8188", "ws://[::1]:8188/ws"),
    ],
)
def test_addresses(written: str, url: str, socket: str) -> None:
    address = ServerAddress(written)
    assert (address.url, address.socket_url) == (url, socket)
    assert address.name in url


@pytest.mark.parametrize("written", ["", "ftp://gpu", "http://", "http://gpu:port", "http://gpu?a=b", "http://[::1"])
def test_what_is_no_address(written: str) -> None:
    with pytest.raises(AddressInvalid):
        ServerAddress(written)


def test_secrets_show_in_no_text() -> None:
    by_url = ServerAddress("https://anna:se%2Fsame@example.org/comfy")
    by_token = ServerAddress("https://example.org", token="sesame", headers={"X-Key": "sesame"})
    assert by_url.headers == {"Authorization": "Basic YW5uYTpzZS9zYW1l"}
    assert by_token.headers == {"Authorization": "Bearer sesame", "X-Key": "sesame"}
    for address in (by_url, by_token):
        assert "same" not in f"{address} {address!r} {address.url} {address.name}"


async def test_a_server_under_a_base_path() -> None:
    async with ScriptedComfy(base="/gpu/one") as scripted, ComfyServer(scripted.url) as server:
        assert isinstance(await server.run(graph()), Finished)
        assert scripted.asked["GET /gpu/one/ws"] == 1


async def test_certificates_are_checked_unless_told_otherwise(tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    async with ScriptedComfy(tls=own_certificate(certificate)) as scripted:
        async with ComfyServer(scripted.url) as server:
            with pytest.raises(ServerUnreachable) as refused:
                await server.look()
        assert "certificate" in refused.value.message
        for address in (
            ServerAddress(scripted.url, ca_file=certificate),
            ServerAddress(scripted.url, verify_tls=False),
        ):
            async with ComfyServer(address) as server:
                assert isinstance(await server.run(graph()), Finished)


def own_certificate(file: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - datetime.timedelta(days=1))
        .not_valid_after(now() + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = file.with_suffix(".key")
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return context
