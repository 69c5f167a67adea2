import pytest

pytestmark = pytest.mark.browser


def test_the_api_describes_itself_under_the_strict_content_policy(someone):
    visitor = someone()

    visitor.open("/api/v1/docs/")
    operation = visitor.page.locator("details", has_text="/api/v1/meetings/{id}/preview/").first
    operation.locator("summary").click()

    assert operation.get_by_text("Svar", exact=True).is_visible()
    assert visitor.page.locator("details").count() > 30
    assert visitor.complaints == []
