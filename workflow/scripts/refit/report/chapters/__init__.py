"""The chapters of the report beside the models, a module and a template each; `refit.report.contents` lists them."""
