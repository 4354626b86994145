import ProvisoKernel

/// Address blocks over symbols.
extension Lowering {
  /// The most elements of a list of blocks whose value depends on the moment.
  private static let mostChoices = 6

  /// `coversInternet(blocks)`. Known blocks always count; if they do not suffice, an unknown block
  /// decides.
  func coversInternet(_ blocks: Symbol) -> Term {
    test(blocks) { list in
      if case .term(let term) = list { return coversInternet(unknown: term) }
      return coversInternet((elements(list) ?? [])[...], known: [], unknown: [])
    }
  }

  private func coversInternet(unknown term: Term) -> Term {
    switch store[term] {
    case .constant(let value): coversInternet(.value(value))
    case .ite(let condition, let a, let b):
      store.ite(
        condition, then: coversInternet(unknown: a), else: coversInternet(unknown: b))
    default:
      store.or(
        isEverywhere(term),
        store.and(
          store.or(store.isKind(term, .string), store.isKind(term, .list)),
          undetermined("the addresses", term)))
    }
  }

  /// The unknown is one block of all addresses: a value that an engine can show.
  private func isEverywhere(_ term: Term) -> Term {
    store.or(
      ["0.0.0.0/0", "::/0"].map { store.equal(term, store.constant(.string($0))) })
  }

  private func coversInternet(
    _ rest: ArraySlice<Symbol>, known: [AddressBlock], unknown: [Term], reason: Gap? = nil,
    choices: Int = 0
  ) -> Term {
    guard let first = rest.first else {
      if AddressIntervals.coverInternet(known) { return .always }
      let open =
        unknown.map { term in
          store.or(
            isEverywhere(term),
            store.and(store.isKind(term, .string), undetermined("the addresses", term)))
        } + (reason.map { [store.undetermined(because: $0)] } ?? [])
      return store.or(open)
    }
    let rest = rest.dropFirst()
    func next(blocks: [AddressBlock] = [], term: Term? = nil, why: Gap? = nil) -> Term {
      coversInternet(
        rest, known: known + blocks, unknown: unknown + (term.map { [$0] } ?? []),
        reason: reason ?? why, choices: choices)
    }
    switch first {
    case .value(.string(let text)): return next(blocks: AddressBlock.all(in: text.string))
    case .term(let term): return next(term: term)
    case .none(let why): return next(why: why)
    case .choice(let alternatives) where choices < Self.mostChoices:
      return store.or(
        alternatives.map { alternative in
          store.and(
            alternative.condition,
            coversInternet(
              [alternative.symbol] + rest, known: known, unknown: unknown, reason: reason,
              choices: choices + 1))
        })
    case .choice, .partial:
      return next(why: "an address block that depends on the moment or on an unknown value")
    case .value, .structure, .condition, .list: return next()
    }
  }

  /// A condition that an unknown value decides.
  func undetermined(_ what: String, _ term: Term) -> Term {
    store.undetermined(because: gap(what, of: .term(term)))
  }

  /// The members of a map that is at least partly known, in the order of their names; `nil` for any
  /// other symbol.
  func mapMembers(_ symbol: Symbol) -> [(name: Text, symbol: Symbol)]? {
    switch symbol {
    case .value(.map(let members)):
      members.filter { !$0.value.isNull }.sorted { $0.key < $1.key }.map {
        ($0.key, .value($0.value))
      }
    case .structure(let structure) where !structure.isList:
      structure.members(in: store).sorted { $0.name < $1.name }
    default: nil
    }
  }
}
