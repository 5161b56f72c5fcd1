"""Words on their way to a page: Markdown, rendered and cleaned on the server."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown import markdown

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "h3", "h4"}


@lru_cache(maxsize=512)
def render_markdown(text: str) -> str:
    """Markdown as HTML that is safe to show: no scripts, no images, no styles."""
    rendered = markdown(text, extensions=["sane_lists", "nl2br"], output_format="html")
    return nh3.clean(rendered, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
