import ProvisoKernel

/// Policy documents of AWS over symbols (see ``PolicyDocument``): parts of a document may be unknown.
///
/// Known parts count: a statement that is known to let everyone in decides, unless something unknown
/// could take it back. A part that an unknown decides is a condition over it, so that an engine can
/// show the value; where the condition would need the parts of an unknown map or list, it is
/// undetermined, and the reason names the unknown.
extension Lowering {
  /// `openToEveryone(policy)`.
  func isOpenToEveryone(_ policy: Symbol) -> Term {
    test(policy) { part in
      switch part {
      case .value(.string(let text)): return isOpenToEveryone(text: text)
      case .value(.null): return .never
      case .term(let term):
        switch store[term] {
        case .constant(let value): return isOpenToEveryone(.value(value))
        case .ite(let condition, let a, let b):
          return store.ite(
            condition, then: isOpenToEveryone(.term(a)), else: isOpenToEveryone(.term(b)))
        default:
          return store.and([
            store.not(store.isKind(term, .null)),
            store.not(store.equal(term, store.constant(.string("")))),
            test(document(of: term)) { isOpen(document: $0) },
          ])
        }
      default:
        guard mapMembers(part) != nil else {
          return store.undetermined(because: Gap(PolicyDocument.noPolicy))
        }
        return isOpen(document: part)
      }
    }
  }

  private func isOpenToEveryone(text: Text) -> Term {
    if text == "" { return .never }
    guard let document = universe.parseJSON(text) else {
      return store.undetermined(because: "a text that is not JSON")
    }
    guard case .map = document else {
      return store.undetermined(because: Gap(PolicyDocument.noPolicy))
    }
    return isOpen(document: .value(document))
  }

  private func isOpen(document: Symbol) -> Term {
    test(member(of: document, named: "Statement")) { list in
      if case .term(let term) = list { return unlessNull(term, "the statements") }
      let statements = elements(list) ?? []
      return store.or(statements.map { opens($0, among: statements) })
    }
  }

  /// Whether a statement lets everyone in, and something of it remains after all denials.
  private func opens(_ statement: Symbol, among all: [Symbol]) -> Term {
    test(statement) { statement in
      if case .term(let term) = statement { return unlessNull(term, "the content") }
      guard mapMembers(statement) != nil else { return .never }
      let exempt = member(of: statement, named: "NotPrincipal")
      return every([
        { self.hasEffect("Allow", statement) },
        {
          self.store.or(
            self.isAnyone(self.member(of: statement, named: "Principal"), orOfAKind: true),
            self.store.and(
              self.store.not(self.isNull(exempt)),
              self.store.not(self.isAnyone(exempt, orOfAKind: false))))
        },
        {
          self.store.not(
            self.namesCallers(condition: self.member(of: statement, named: "Condition")))
        }, { self.keepsSomething(statement, after: all) },
      ])
    }
  }

  private func hasEffect(_ effect: Text, _ statement: Symbol) -> Term {
    equal(member(of: statement, named: "Effect"), .value(.string(effect)))
  }

  private func keepsSomething(_ statement: Symbol, after all: [Symbol]) -> Term {
    let actions = scope(of: statement, named: "Action", except: "NotAction")
    let resources = scope(of: statement, named: "Resource", except: "NotResource")
    var kept = Term.never
    for action in actions.parts {
      for resource in resources.parts {
        let isTaken = all.map { takesBack($0, action: action, resource: resource) }
        kept = store.or(kept, store.not(store.or(isTaken)))
        if kept == .always { return kept }
      }
    }
    return kept
  }

  /// Whether a statement denies a part of an allowance to all but named callers.
  private func takesBack(
    _ statement: Symbol, action: SymbolicScope, resource: SymbolicScope
  ) -> Term {
    test(statement) { statement in
      if case .term(let term) = statement { return unlessNull(term, "the content") }
      guard mapMembers(statement) != nil else { return .never }
      return every([
        { self.hasEffect("Deny", statement) }, { self.isForAll(denial: statement) },
        {
          self.isCovered(
            action, by: self.scope(of: statement, named: "Action", except: "NotAction"),
            isAction: true)
        },
        {
          self.isCovered(
            resource, by: self.scope(of: statement, named: "Resource", except: "NotResource"),
            isAction: false)
        },
        { self.exceptsOnlyNamed(condition: self.member(of: statement, named: "Condition")) },
      ])
    }
  }

  private func isForAll(denial: Symbol) -> Term {
    let principal = member(of: denial, named: "Principal")
    let exempt = member(of: denial, named: "NotPrincipal")
    return store.ite(
      isNull(exempt), then: isAnyone(principal, orOfAKind: false),
      else: store.and(isNull(principal), store.not(isAnyone(exempt, orOfAKind: false))))
  }

  /// Whether a `Principal` is everyone, or with `orOfAKind` everyone of one kind.
  private func isAnyone(_ principal: Symbol, orOfAKind: Bool) -> Term {
    test(principal) { principal in
      if case .term(let term) = principal {
        return store.or(
          store.equal(term, store.constant(.string("*"))),
          store.and(
            store.or(store.isKind(term, .list), store.isKind(term, .map)),
            undetermined("the members", term)))
      }
      guard let kinds = mapMembers(principal) else { return hasAnyone(principal) }
      return store.or(
        kinds.map {
          orOfAKind || $0.name == "AWS" || $0.name == "*" ? hasAnyone($0.symbol) : .never
        })
    }
  }

  /// Whether `"*"` is the value or one of its elements.
  private func hasAnyone(_ members: Symbol) -> Term {
    test(members) { members in
      if case .term(let term) = members {
        return store.or(
          store.equal(term, store.constant(.string("*"))),
          store.and(store.isKind(term, .list), undetermined("the members", term)))
      }
      return store.or((elements(members) ?? []).map { equal($0, .value(.string("*"))) })
    }
  }

  // MARK: Helpers

  /// An unknown decides, unless it is null.
  func unlessNull(_ term: Term, _ what: String) -> Term {
    store.and(store.not(store.isKind(term, .null)), undetermined(what, term))
  }

  /// The conjunction, evaluated until one part is false.
  private func every(_ parts: [() -> Term]) -> Term {
    var terms: [Term] = []
    for part in parts {
      let term = part()
      if term == .never { return .never }
      terms.append(term)
    }
    return store.and(terms)
  }
}
