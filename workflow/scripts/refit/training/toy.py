"""The toy network's gradient by automatic differentiation."""

import numpy as np
import tensorflow as tf

from refit.foundations import TOY_BIASES, TOY_INPUT, TOY_TARGET, TOY_WEIGHTS, Array


def automatic_gradient(first_weights: Array) -> Array:
    """The derivative of the toy network's loss with respect to each entry of its first matrix, in double precision."""
    variable = tf.Variable(first_weights)
    with tf.GradientTape() as tape:
        values = tf.constant(TOY_INPUT)
        for index, (matrix, bias) in enumerate(zip((variable, *TOY_WEIGHTS[1:]), TOY_BIASES, strict=True)):
            values = tf.linalg.matvec(matrix, values) + bias
            if index < len(TOY_WEIGHTS) - 1:
                values = tf.nn.relu(values)
        loss = tf.norm(values - TOY_TARGET)
    return np.asarray(tape.gradient(loss, variable))
