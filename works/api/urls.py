"""/api/v1/categories/, works/, recurring-works/, labels/, imports/, feeds/, reports/ and export/"""

from wheelbarrow.core.api.routes import below
from works.api.branch_views import BranchViewSet
from works.api.export_views import ExportViewSet
from works.api.feed_views import FeedViewSet
from works.api.import_views import ImportViewSet
from works.api.label_views import LabelViewSet
from works.api.quick_views import QuickWorkViewSet
from works.api.recurring_views import RecurringWorkViewSet
from works.api.report_views import ReportViewSet

urlpatterns = [
    below("works/", QuickWorkViewSet, "work"),
    below("categories/", BranchViewSet, "category"),
    below("recurring-works/", RecurringWorkViewSet, "recurring-work"),
    below("labels/", LabelViewSet, "label"),
    below("imports/", ImportViewSet, "import"),
    below("feeds/", FeedViewSet, "feed"),
    below("reports/", ReportViewSet, "report"),
    below("export/", ExportViewSet, "export"),
]
