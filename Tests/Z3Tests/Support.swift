import Testing

@testable import Z3

/// Whether the formula holds under every assignment.
func isValid(_ formula: Z3Term) throws -> Bool {
  let solver = try Z3Solver(formula.context)
  try solver.assert(try formula.context.not(formula))
  return try solver.check().isUnsatisfiable
}

/// The problem of putting `holes + 1` pigeons into `holes` holes: unsatisfiable, and hard to prove.
func pigeonhole(_ context: Z3Context, holes: Int) throws(Z3Error) -> [Z3Term] {
  var sits: [[Z3Term]] = []
  var formulas: [Z3Term] = []
  for pigeon in 0...holes {
    var own: [Z3Term] = []
    for hole in 0..<holes { own.append(try context.bool("p\(pigeon)_\(hole)")) }
    sits.append(own)
    formulas.append(try context.or(own))
  }
  for hole in 0..<holes {
    for first in 0...holes {
      for second in 0..<first {
        formulas.append(
          try context.or(context.not(sits[first][hole]), context.not(sits[second][hole])))
      }
    }
  }
  return formulas
}
