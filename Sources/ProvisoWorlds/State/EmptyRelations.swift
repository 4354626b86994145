import ProvisoLanguage

extension WorldModel {
  /// Whether a relation stays empty, because no call of the plan inserts into it.
  func staysEmpty(_ relation: Int) -> Bool {
    guard let program else { return false }
    let used = Set(program.calls.compactMap(\.action))
    return !used.contains { actions[$0].body.contains { $0.inserts(into: relation) } }
  }
}

extension Statement {
  /// Whether the statement, or one inside it, inserts into a relation.
  fileprivate func inserts(into relation: Int) -> Bool {
    switch kind {
    case .insert(relation, _): true
    case .conditional(_, let first, let second):
      (first + second).contains { $0.inserts(into: relation) }
    case .every(_, let body): body.contains { $0.inserts(into: relation) }
    case .requires, .failIf, .assign, .choose, .insert, .remove, .create: false
    }
  }
}
