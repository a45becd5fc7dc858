"""The peer `equal`: FastAPI as fast as it can be while it gives the guarantees of Wheelbarrow, on Wheelbarrow's tables.

It answers the requests of the benchmark with the same bytes as Wheelbarrow, and nothing else. Decision 32 has what it
leaves out. It needs DATABASE_URL, SECRET_KEY and THROTTLE_USER as Wheelbarrow reads them, and its own requirements.txt.

    uvicorn equal.main:app --workers 2 --loop uvloop --http httptools --no-access-log
"""
