"""A finite network of the posterior-conditioning circuit, to compare the mean-field theory with. Needs NumPy.

dx/dt = -x + W tanh(x) + h, W = g chi + m n^T / N, chi_ij ~ N(0, 1/N), m_i ~ N(M_m, 1), n_i ~ N(M_n, 1), h = y r + (n - M_n).
The theory's equation for kappa_r gets from y r a mean and no variance, so r = (1, .., 1): kappa_r is the mean of x over neurons.
"""

import numpy

Y = 2.0
START = 5.0  # of every neuron: the branch that the theory follows


def measured_mean(g, m_m, m_n, seed, n_neurons=2000, step=0.1, duration=60.0, discarded=20.0):
    """The mean of x over neurons and time (in units of the time constant) in one network drawn from the seed."""
    random = numpy.random.default_rng(seed)
    chi = random.standard_normal((n_neurons, n_neurons)) * (g / numpy.sqrt(n_neurons))
    m = m_m + random.standard_normal(n_neurons)
    deviation = random.standard_normal(n_neurons)
    n = m_n + deviation
    x = numpy.full(n_neurons, START)
    total, count = 0.0, 0
    for k in range(int(duration / step)):
        phi = numpy.tanh(x)
        x = x + step * (-x + chi @ phi + m * (n @ phi / n_neurons) + Y + deviation)
        if k * step >= discarded:
            total, count = total + x.mean(), count + 1
    return total / count
