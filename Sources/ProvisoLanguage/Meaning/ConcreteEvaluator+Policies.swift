import ProvisoKernel

/// Policies and address blocks in one situation.
extension ConcreteEvaluator {
  /// `openToEveryone(policy)`.
  func isOpenToEveryone(_ policy: Value) -> Outcome {
    var document = policy
    switch policy {
    case .null, .string(""): return .plain(.bool(false))
    case .string(let text):
      guard let parsed = universe.parseJSON(text) else { return .none("a text that is not JSON") }
      document = parsed
    default: break
    }
    guard let read = PolicyDocument(document) else { return .none(PolicyDocument.noPolicy) }
    return .plain(.bool(read.isOpenToEveryone))
  }

  /// `coversInternet(blocks)`: texts that are no blocks are passed over.
  func coversInternet(_ blocks: Value) -> Bool {
    AddressTree.coverInternet(
      blocks.asList.flatMap { block -> [AddressBlock] in
        if case .string(let text) = block { AddressBlock.all(in: text.string) } else { [] }
      })
  }
}
