from refit.jobs import job

with job(snakemake):
    from refit.files import write_json
    from refit.foundations import TOY_WEIGHTS, finite_differences, toy_loss
    from refit.training.toy import automatic_gradient

    weights = TOY_WEIGHTS[0]
    write_json(
        snakemake.output.gradients,
        {
            "finite_differences": finite_differences(toy_loss, weights).tolist(),
            "automatic": automatic_gradient(weights).tolist(),
        },
    )
