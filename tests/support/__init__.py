"""What tests stand on: databases, a served application, a browser. No test lives here."""
