"""A private nginx over TLS and HTTP/2. Unless told otherwise it answers 201 to every POST, as a push service does.

with Nginx() as nginx:
    send(f"https://localhost:{nginx.port}/some/endpoint", verify=nginx.ca_file)
nginx.log_file   # a line a request, in the order of the answers; until the block ends
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.support.postgresql import free_port

CONFIGURATION = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 8192;
{user}
pid {directory}/pid;
error_log {directory}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  log_format line escape=none '{log_format}';
  access_log {directory}/access.log line;
  client_body_temp_path {directory}/client;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  client_body_buffer_size 64k;
  client_max_body_size 1m;
  keepalive_requests 1000000000;
  keepalive_time 24h;
  keepalive_timeout 1h;
  http2_max_concurrent_streams 1024;
  {around}
  server {{
    listen 127.0.0.1:{port} ssl http2;
    server_name localhost;
    ssl_certificate {directory}/server.pem;
    ssl_certificate_key {directory}/server.key;
    {inside}
  }}
}}
"""
SINK = """
    location / {
      if ($request_method != POST) { return 405; }
      add_header Location https://localhost:$server_port/message/$request_id;
      return 201;
    }
"""


class NginxUnusable(Exception):
    """nginx is missing or would not start; the message says why."""


class Nginx:
    """Runs from construction to stop(). `log_format` is nginx's own; it gives the lines of `log_file`.

    `inside` is what its server does, `around` what stands beside that server."""

    def __init__(
        self, log_format: str = "$msec $status $request_uri", *, inside: str = SINK, around: str = ""
    ) -> None:
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        if program is None:
            raise NginxUnusable("nginx is missing: `make test` and `make bench` install it (Debian: nginx).")
        self._directory = Path(tempfile.mkdtemp(prefix="burgernet-nginx-"))
        self._errors = self._directory / "error.log"
        self.port = free_port()
        self.log_file = self._directory / "access.log"
        self.ca_file = _write_certificates(self._directory)
        (self._directory / "nginx.conf").write_text(
            CONFIGURATION.format(
                directory=self._directory,
                port=self.port,
                log_format=log_format,
                inside=inside,
                around=around,
                # Its worker would become another user, who cannot enter this directory.
                user="user root;" if os.geteuid() == 0 else "",
            )
        )
        self._process = subprocess.Popen(
            [program, "-p", self._directory, "-c", "nginx.conf", "-e", self._errors],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._await_start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends this nginx and removes everything it wrote. Does nothing the second time."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._directory, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _await_start(self) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        said = self._errors.read_text() if self._errors.exists() else ""
        raise NginxUnusable(f"nginx did not start on port {self.port}:\n{said}")


def _write_certificates(directory: Path) -> Path:
    """server.pem and server.key for localhost, signed by an authority of our own, whose file it gives."""
    ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = _name("Burgernet test authority")
    ca = (
        _certificate(ca_name, ca_key.public_key(), ca_name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    server = (
        _certificate(_name("localhost"), server_key.public_key(), ca_name)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    (directory / "server.pem").write_bytes(server.public_bytes(Encoding.PEM))
    (directory / "server.key").write_bytes(
        server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    ca_file = directory / "ca.pem"
    ca_file.write_bytes(ca.public_bytes(Encoding.PEM))
    return ca_file


def _certificate(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, issuer: x509.Name
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
