import gzip
import re
import socket
import urllib.request
from email.message import Message
from types import SimpleNamespace

import pytest

from config import serving
from config.serving import AlreadyRunning, only_one
from tests.servers import Product


def ask(product: Product, path: str) -> tuple[Message, str, int]:
    """Headers, text and bytes on the way, asked as a browser does."""
    request = urllib.request.Request(f"{product.url}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        sent = answer.read()
    packed = answer.headers["Content-Encoding"] == "gzip"
    return answer.headers, (gzip.decompress(sent) if packed else sent).decode(), len(sent)


def test_a_data_folder_is_served_by_one_process_only(tmp_path):
    with only_one(tmp_path), pytest.raises(AlreadyRunning, match="redan igång"), only_one(tmp_path):
        pass


def test_a_data_folder_is_free_again_when_its_process_has_ended(tmp_path):
    with only_one(tmp_path):
        pass

    with only_one(tmp_path):
        pass


@pytest.mark.parametrize("has_it", [True, False], ids=["glibc", "another library"])
def test_all_threads_share_one_heap_where_the_c_library_can(monkeypatch, has_it):
    asked = []
    library = SimpleNamespace(mallopt=lambda *about: asked.append(about)) if has_it else SimpleNamespace()
    monkeypatch.setattr(serving.ctypes, "CDLL", lambda name: library)

    serving.share_one_heap()

    assert asked == ([(serving.M_ARENA_MAX, 1)] if has_it else [])


@pytest.fixture
def product(tmp_path):
    with Product(tmp_path, DEMO="0") as product:
        product.wait_until("/health/live")
        yield product


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_one_process_is_web_worker_and_beat_and_stops_in_order(product):
    product.wait_until("/health/ready", 15)

    status = product.stop()

    assert status == 0
    assert "Samverk är stoppat." in product.tail()


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_pages_are_compressed_and_static_files_too_and_kept_for_good(product):
    headers, page, sent = ask(product, "/logga-in/")
    style = re.search(r'href="(/static/samverk/samverk\.[0-9a-f]{12}\.css)"', page)
    assert style is not None
    kept, css, little = ask(product, style[1])

    assert "no-store" in headers["Cache-Control"] and "immutable" in kept["Cache-Control"]
    assert sent < len(page) * 0.75
    assert little < len(css) / 3


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_second_start_on_the_same_folder_is_refused_with_a_sentence(product):
    second = product.manage("serve")

    assert second.returncode == 1
    assert re.search(r"Samverk är redan igång med datamappen \S+\. Stoppa det först", second.stderr.decode())
    assert "Traceback" not in second.stderr.decode()


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_port_in_use_is_refused_with_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        product = Product(tmp_path, DEMO="0", PORT=str(other.getsockname()[1]))

        refused = product.manage("serve")

    assert refused.returncode == 1
    assert "Det går inte att lyssna på 127.0.0.1:" in refused.stderr.decode()
    assert "Porten används redan." in refused.stderr.decode()
    assert "Traceback" not in refused.stderr.decode()
    assert not (tmp_path / "db.sqlite3").exists()


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_killed_product_starts_again_on_its_data(product):
    product.kill()

    product.start()

    product.wait_until("/health/ready", 15)
