import ProvisoKernel

/// The moments of a system's runs without failures, each made once, for enumerations of runs.
struct RunGraph {
  private let interpreter: Interpreter
  private(set) var moments: [Moment] = []
  private var places: [Moment: Int] = [:]
  private var isComplete: [Bool] = []
  /// The moments that follow; `nil` until they are asked for.
  private var following: [[Int]?] = []

  init(_ system: System, _ world: FlagValues) {
    interpreter = Interpreter(system, world: world)
    _ = index(of: Moment(initialOf: system))
  }

  /// All complete runs, as indices of ``moments``; `nil` if there are more than `limit`.
  mutating func runs(limit: Int) -> [[Int]]? {
    var out: [[Int]] = []
    var path = [0]
    func extend(_ graph: inout RunGraph) -> Bool {
      guard let last = path.last else { return false }
      if graph.isComplete[last] {
        out.append(path)
        guard out.count <= limit else { return false }
      }
      guard let after = graph.after(last) else { return false }
      for next in after {
        path.append(next)
        let goesOn = extend(&graph)
        path.removeLast()
        if !goesOn { return false }
      }
      return true
    }
    return extend(&self) ? out : nil
  }

  private mutating func index(of moment: Moment) -> Int {
    if let known = places[moment] { return known }
    places[moment] = moments.count
    moments.append(moment)
    isComplete.append(interpreter.isComplete(moment))
    following.append(nil)
    return moments.count - 1
  }

  private mutating func after(_ place: Int) -> [Int]? {
    if let known = following[place] { return known }
    var out: [Int] = []
    for event in interpreter.events(at: moments[place]) {
      if case .fail = event { continue }
      guard let next = try? interpreter.moment(after: event, at: moments[place]) else { return nil }
      out.append(index(of: next))
    }
    following[place] = out
    return out
  }
}
