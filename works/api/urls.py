from rest_framework.routers import SimpleRouter

from works.api.recurring_views import RecurringWorkViewSet
from works.api.report_views import ReportViewSet
from works.api.views import WorkViewSet

router = SimpleRouter()
router.register("works", WorkViewSet, basename="work")
router.register("recurring-works", RecurringWorkViewSet, basename="recurring-work")
router.register("reports", ReportViewSet, basename="report")

urlpatterns = router.urls
