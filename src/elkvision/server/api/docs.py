"""The schema, and a page to try it on. Everything the page loads is ours."""

from csp.decorators import csp_replace
from django.utils.decorators import method_decorator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import TemplateHTMLRenderer

from elkvision.server.config import csp


class Schema(SpectacularAPIView):
    content_negotiation_class = DefaultContentNegotiation
    renderer_classes = [OpenApiYamlRenderer, OpenApiJsonRenderer]  # noqa: RUF012  # DRF's own name and kind


@method_decorator(csp_replace({name: list(values) for name, values in csp.FOR_DOCS.items()}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    content_negotiation_class = DefaultContentNegotiation
    renderer_classes = [TemplateHTMLRenderer]  # noqa: RUF012
    url_name = "schema"
