import ProvisoKernel

/// The actions or the resources of a statement over symbols.
enum SymbolicScope {
  case patterns([Symbol])
  /// All but those that match.
  case allBut([Symbol])
  /// The statement does not say.
  case unstated
  /// Unknown, with the reason.
  case unknown(Gap)

  /// The parts that a denial must cover one by one.
  var parts: [SymbolicScope] {
    if case .patterns(let patterns) = self { patterns.map { .patterns([$0]) } } else { [self] }
  }
}

/// Which parts of an allowance a denial takes back.
extension Lowering {
  func scope(of statement: Symbol, named name: Text, except: Text) -> SymbolicScope {
    for (key, isException) in [(name, false), (except, true)] {
      let list = member(of: statement, named: key)
      guard let patterns = elements(list) else { return .unknown(gap("the `\(key)`", of: list)) }
      if !patterns.isEmpty { return isException ? .allBut(patterns) : .patterns(patterns) }
    }
    return .unstated
  }

  /// Whether the scope of a denial includes all of a part.
  func isCovered(_ part: SymbolicScope, by scope: SymbolicScope, isAction: Bool) -> Term {
    switch (scope, part) {
    case (.unstated, .unstated): return isAction ? .never : .always
    case (.unstated, .unknown(let reason)):
      return isAction ? .never : store.undetermined(because: reason)
    case (.unstated, _): return .never
    case (.unknown(let reason), _): return store.undetermined(because: reason)
    case (.patterns(let patterns), .patterns(let parts)):
      return store.and(
        parts.map { part in
          store.or(patterns.map { covers($0, part, isAction: isAction) })
        })
    case (.patterns(let patterns), .unknown(let reason)):
      return store.or(
        patterns.map { isEverything($0) } + [store.undetermined(because: reason)])
    case (.patterns(let patterns), _): return store.or(patterns.map { isEverything($0) })
    case (.allBut(let patterns), .patterns(let parts)):
      return store.not(
        store.or(
          patterns.flatMap { one in parts.map { meets(one, $0, isAction: isAction) } }))
    case (.allBut(let patterns), .allBut(let others)):
      return store.and(
        patterns.map { one in
          store.or(others.map { covers($0, one, isAction: isAction) })
        })
    case (.allBut, .unknown(let reason)): return store.undetermined(because: reason)
    case (.allBut, .unstated): return .never
    }
  }

  private func isEverything(_ pattern: Symbol) -> Term {
    test(pattern) { pattern in
      switch pattern {
      case .value(.string(let text)): return store.truth(Wildcards.areEverything(text.string))
      case .term(let term):
        return store.and(store.isKind(term, .string), undetermined("the text", term))
      default: return .never
      }
    }
  }

  private func covers(_ pattern: Symbol, _ part: Symbol, isAction: Bool) -> Term {
    test(pattern) { pattern in
      let all = isEverything(pattern)
      if all == .always { return all }
      return test(part) { part in
        switch (pattern, part) {
        case (.value(.string(let a)), .value(.string(let b))):
          return store.truth(
            Wildcards.cover(written(a, isAction), written(b, isAction)))
        case (.term(let term), _):
          return store.and(
            store.isKind(term, .string), undetermined("the text", term))
        case (.value(.string), .term(let term)):
          return store.and(store.isKind(term, .string), undetermined("the text", term))
        default: return .never
        }
      }
    }
  }

  private func meets(_ pattern: Symbol, _ part: Symbol, isAction: Bool) -> Term {
    test(pattern) { pattern in
      test(part) { part in
        switch (pattern, part) {
        case (.value(.string(let a)), .value(.string(let b))):
          return store.truth(Wildcards.meet(written(a, isAction), written(b, isAction)))
        case (.term(let term), _), (_, .term(let term)): return undetermined("the text", term)
        default: return .always
        }
      }
    }
  }

  private func written(_ text: Text, _ isAction: Bool) -> String {
    isAction ? text.lowerASCII.string : text.string
  }
}
