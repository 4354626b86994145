import ProvisoEngine

/// The work of the page: a new request of a kind ends the one before it, whose answer nobody waits for.
actor PlayWork {
  enum Kind: Hashable { case check, diagnosis, graph, judgement }

  /// The pages of the last results, for as long as the browser can ask for them.
  private static let mostPages = 8

  private var running: [Kind: Cancellation] = [:]
  private var pages: [(number: Int, text: String)] = []
  private var nextPage = 1

  /// Begins work of a kind.
  func begin(_ kind: Kind) -> Cancellation {
    running[kind]?.cancel(.requested)
    let cancellation = Cancellation()
    running[kind] = cancellation
    return cancellation
  }

  /// Keeps the page of a result, and gives its number.
  func keep(page text: String) -> Int {
    defer { nextPage += 1 }
    pages.append((nextPage, text))
    if pages.count > Self.mostPages { pages.removeFirst() }
    return nextPage
  }

  /// The page with a number; `nil` if it is no longer kept.
  func page(number: Int) -> String? { pages.first { $0.number == number }?.text }
}
