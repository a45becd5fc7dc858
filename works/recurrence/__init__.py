"""Rules of recurrence (RFC 5545): pure, days in and days out."""
