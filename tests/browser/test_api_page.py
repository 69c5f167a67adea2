import pytest

pytestmark = pytest.mark.browser


def test_the_api_describes_itself_under_the_strict_content_policy(someone):
    visitor = someone()

    visitor.open("/api/v1/docs/")
    visitor.page.locator(".opblock", has_text="/api/v1/meetings/{id}/preview/").locator("button").first.click()

    assert visitor.page.locator(".opblock").count() > 30
    visitor.page.wait_for_selector(".opblock.is-open .opblock-body")
    assert visitor.complaints == []
