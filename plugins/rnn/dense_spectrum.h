#pragma once

#include "eigen.h"

namespace rnn {

/// An eigenvalue's gradient by the entries of its matrix is l r^T.
struct DenseEigenvalue {
  double value;  ///< its real part
  Eigen::MatrixXd by_matrix;
};

/// The eigenvalue of W with the largest real part. l^T is the row of the inverse of the eigenvectors.
inline DenseEigenvalue leading_eigenvalue(const Eigen::MatrixXd& w) {
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(w);
  Eigen::Index leading = 0;
  for (Eigen::Index k = 1; k < w.rows(); ++k) {
    if (solver.eigenvalues()(k).real() > solver.eigenvalues()(leading).real()) leading = k;
  }
  const Eigen::MatrixXcd vectors = solver.eigenvectors();
  const Eigen::VectorXcd unit = Eigen::VectorXcd::Unit(w.rows(), leading);
  const Eigen::VectorXcd left = vectors.transpose().partialPivLu().solve(unit);
  return {solver.eigenvalues()(leading).real(), (left * vectors.col(leading).transpose()).real()};
}

/// The largest eigenvalue of (W + W^T)/2.
inline DenseEigenvalue largest_symmetric_eigenvalue(const Eigen::MatrixXd& w) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(0.5 * (w + w.transpose()));
  const Eigen::Index last = w.rows() - 1;
  const Eigen::VectorXd vector = solver.eigenvectors().col(last);
  return {solver.eigenvalues()(last), vector * vector.transpose()};
}

}  // namespace rnn
