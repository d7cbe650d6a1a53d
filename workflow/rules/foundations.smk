picture_views = pages.picture_views(study)


rule plot_activations:
    output:
        figure="<results>/foundations/activations.svg",
    log:
        "<logs>/plot_activations.log",
    benchmark:
        "<benchmarks>/plot_activations.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        draw="figures.foundations:draw_activations",
        known={},
        code=script_digest("draw", "figures.foundations:draw_activations"),
    script:
        "../scripts/draw.py"


rule plot_kernels:
    input:
        train=lambda wildcards: files.view(picture_views[0], "train.npz"),
    output:
        figure="<results>/foundations/kernels.png",
    log:
        "<logs>/plot_kernels.log",
    benchmark:
        "<benchmarks>/plot_kernels.tsv"
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    params:
        draw="figures.foundations:draw_kernels",
        known=lambda wildcards: {"title": pages.view_title(study, picture_views[0])},
        code=script_digest("draw", "figures.foundations:draw_kernels"),
    script:
        "../scripts/draw.py"


rule differentiate_toy_network:
    output:
        gradients="<results>/foundations/toy_network.json",
    log:
        "<logs>/differentiate_toy_network.log",
    benchmark:
        "<benchmarks>/differentiate_toy_network.tsv"
    conda:
        TRAINING
    params:
        code=script_digest("differentiate_toy_network"),
    script:
        "../scripts/differentiate_toy_network.py"
