"""What drf-spectacular writes into the OpenAPI document; the version and the server are added by the settings."""

from typing import Any

OPENAPI: dict[str, Any] = {
    "TITLE": "Wheelbarrow",
    "DESCRIPTION": "A self-hosted personal work manager: a tree of projects, the works filed in it, Today, recurring works, and a trash.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "TAGS": [
        {"name": "auth", "description": "Accounts and tokens."},
        {"name": "categories", "description": "The tree of projects and their parts."},
        {"name": "works", "description": "Single tasks, Today, and changes of many at once."},
        {"name": "recurring-works", "description": "Rules that create works."},
        {"name": "labels", "description": "Words for works of any category."},
        {"name": "reports", "description": "What was done in a period."},
        {"name": "trash", "description": "What was deleted and can be restored."},
        {"name": "changes", "description": "The history of your rows: read it, undo, keep a copy."},
        {"name": "imports", "description": "Files of other tools: see what they become, then import them."},
        {"name": "export", "description": "Everything of your account in one zip."},
        {"name": "feeds", "description": "Links that calendar programs read."},
    ],
    "PARSER_WHITELIST": ["wheelbarrow.core.api.parsers.JSONParser"],
    "RENDERER_WHITELIST": ["wheelbarrow.core.api.renderers.JSONRenderer"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": True, "displayOperationId": True},
    "ENUM_NAME_OVERRIDES": {
        "Status": "works.choices.Status",
        "Priority": "works.choices.Priority",
        "ImportState": "works.import_selectors.STATES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "wheelbarrow.core.api.schema.refuse_unknown_fields",
        "wheelbarrow.core.api.schema.remove_repeated_types",
    ],
}
