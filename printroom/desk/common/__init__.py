"""What all pages of the desk share: settings, templates, forms, wording, links."""
