import ProvisoKernel

/// What agents are about to do in a world: their plan made flat, loops unrolled, tools found among the
/// world's actions.
///
/// Each agent, and each branch of a parallel step, is a thread: a graph of nodes of which one is where the
/// thread stands.
public struct Program: Sendable {
  /// Every call that the plan can make, in the order of the source; a call in a loop with a bound is one
  /// for each time, a call in a loop without one is one for all times.
  public let calls: [ProgramCall]
  let threads: [ProgramThread]
  /// What tools without a contract are told apart by: the constants that their outputs are compared with.
  /// Any other answer is as good as any other. `nil` where contracts say what tools give, or nothing asks.
  let answers: [Value]?
  /// Whether some loop has no bound, so that a call can happen any number of times.
  public let isCyclic: Bool
  /// Whether a call is one transition: then nobody can see how far it has come.
  let isAtomic: Bool
  /// The words of the user; `nil` where the plan has none.
  let userTexts: [String]?
  /// What was taken for granted of the plan, as sentences.
  public let assumptions: [String]

  /// No run has more steps than this; `nil` where a loop has no bound.
  package var longestRun: Int? {
    guard !isCyclic else { return nil }
    // Control comes to each place once at most.
    return threads.reduce(0) { sum, thread in
      sum
        + thread.nodes.count {
          switch $0 {
          case .call, .flight, .landed, .test, .choice, .fork, .join: true
          case .pass, .end, .failed, .idle: false
          }
        }
    }
  }

  /// The same program in which one can see how far a call has come: it begins, has its effect, is done.
  func detailed() -> Program {
    guard isAtomic else { return self }
    let threads = threads.map { thread -> ProgramThread in
      var nodes = thread.nodes
      var landings: [Int: Int] = [:]
      for (place, node) in thread.nodes.enumerated() {
        guard case .call(let call, let done, let failed) = node else { continue }
        landings[place] = nodes.count
        nodes.append(.landed(call, done: done, failed: failed))
        nodes.append(.flight(call, done: nodes.count - 1, failed: failed))
        nodes[place] = .call(call, done: nodes.count - 1, failed: failed)
      }
      return ProgramThread(
        name: thread.name, nodes: nodes, start: thread.start, entry: thread.entry,
        cutting: thread.cutting.detailed(landings))
    }
    return Program(
      calls: calls, threads: threads, answers: answers, isCyclic: isCyclic, isAtomic: false,
      userTexts: userTexts, assumptions: assumptions)
  }

  /// The same program with other assumptions.
  func taking(_ assumptions: [String]) -> Program {
    Program(
      calls: calls, threads: threads, answers: answers, isCyclic: isCyclic, isAtomic: isAtomic,
      userTexts: userTexts, assumptions: assumptions)
  }

  /// The same program in which tools without a contract give one of these, or something else.
  func answering(_ answers: [Value]) -> Program {
    Program(
      calls: calls, threads: threads, answers: answers, isCyclic: isCyclic, isAtomic: isAtomic,
      userTexts: userTexts, assumptions: assumptions)
  }
}

/// One call of a program.
public struct ProgramCall: Sendable {
  /// How a person knows it: its identifier, with its number where it is one of several.
  public let name: String
  public let tool: String
  /// Whatever a person called it.
  public let label: String
  /// The place of the agent among the world's.
  let agent: Int
  /// The place of the action that says what it does; `nil` where there are no contracts.
  let action: Int?
  let arguments: BoundValue
  /// The value of each parameter of the action.
  let parameters: [BoundParameter]
  /// The type of what it gives; `nil` where it gives nothing that the contract speaks of.
  let result: StaticType?
  /// The calls that the arguments come from.
  let source: ArgumentSource
  /// The calls that a person who is asked by this one is asked about.
  let approves: Set<Int>
  /// What its makers say of the tool.
  let annotations: Value?
  /// What a change set that the call carries would do: a list, one map a change.
  let changes: PartialValue?
  /// The path of that change set.
  public let changesPath: String?
  public let place: PlanPlace?

  /// Whether no contract says what the tool does.
  public var isWithoutContract: Bool { action == nil }
}

/// The latest of several calls that has begun: where a name of the plan stands for a call in a loop.
struct CallReference: Hashable, Sendable {
  /// The latest first.
  let candidates: [Int]
  /// Whether the last candidate has certainly begun where the reference stands.
  let isCertain: Bool
  /// Whether what it stands for is certainly done.
  let isDone: Bool
  /// Whether control can come back, so that which of them is the latest cannot be told by the source.
  var isAmbiguous = false
}

/// A value of an argument with its references resolved.
indirect enum BoundValue: Sendable {
  case constant(Value)
  case list([BoundValue])
  case map([(name: Text, value: BoundValue)])
  case output(CallReference, [PlanValue.PathPart])
  /// Nobody knows it, and why.
  case open(String)
}

/// What an action's parameter is given.
enum BoundParameter: Sendable {
  case constant(Value)
  /// What a call gave, of the parameter's type.
  case output(CallReference)
  /// Any value of the type.
  case any
}

/// One line of control.
struct ProgramThread: Sendable {
  /// How a person knows it (`migrator`, `migrator, branch 2`).
  let name: String
  /// Where it can stand.
  let nodes: [ProgramNode]
  /// Where it stands at first.
  let start: Int
  /// Where it begins when it is begun by another.
  let entry: Int
  /// How it ends where another branch has failed.
  var cutting = ThreadCutting()
}

/// What a thread does next, by the places of nodes in its thread.
enum ProgramNode: Sendable {
  /// A call that can begin.
  case call(Int, done: Int, failed: Int)
  /// A call in flight that has had no effect yet.
  case flight(Int, done: Int, failed: Int)
  /// A call in flight that has had its effect.
  case landed(Int, done: Int, failed: Int)
  case test(ProgramCondition, yes: Int, no: Int)
  /// One of these, and nobody knows which.
  case choice([Int])
  /// Threads begin, and this one waits at a node for them.
  case fork([Int], join: Int)
  case join([Int], done: Int, failed: Int)
  /// To be replaced by what it leads to.
  case pass(Int)
  /// Nothing more, all done.
  case end
  /// Nothing more, because something failed.
  case failed
  /// Not begun.
  case idle
}

/// A condition of a plan where it stands.
struct ProgramCondition: Sendable {
  /// `nil` where either way is possible.
  let expression: Expression?
  /// The calls that its names stand for, by slot.
  let calls: [CallReference]
  /// As the plan writes it.
  let text: String
}
