"""What every refusal looks like."""


def assert_problem(response, status, code):
    """RFC 9457 problem details with our names; returns them."""
    problem = response.json()
    assert response.status_code == status, problem
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(problem) - {"errors"} == {"type", "title", "status", "detail", "code"}
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"] == f"urn:wheelbarrow:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    for messages in problem.get("errors", {}).values():
        assert all(isinstance(message, str) for message in messages)
    return problem


def assert_refused(response, status, code, fields):
    """Check problem details with errors of exactly these fields."""
    assert set(assert_problem(response, status, code).get("errors", {})) == fields
