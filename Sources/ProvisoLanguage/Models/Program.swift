import ProvisoKernel

/// The compiled plan of agents in a world, with loops unrolled and tools resolved to the world's
/// actions.
///
/// Each agent, and each branch of a parallel step, is a thread: a graph of nodes. A state holds the
/// current node of each thread.
package struct Program: Sendable {
  /// Every call that the plan can make, in the order of the source. A call in a bounded loop is one
  /// call for each iteration; a call in an unbounded loop is one call for all iterations.
  package let calls: [ProgramCall]
  package let threads: [ProgramThread]
  /// The constants that the outputs of tools without contract are compared with; all other outputs
  /// are equivalent. `nil` if contracts describe the outputs or nothing compares them.
  package let answers: [Value]?
  /// Whether some loop is unbounded, so that a call can happen any number of times.
  package let isCyclic: Bool
  /// Whether a call is a single transition, so that its progress is not visible.
  package let isAtomic: Bool
  /// The texts of the user's request; `nil` if the plan has none.
  package let userTexts: [String]?
  /// The working directory as an absolute path; `nil` if it is unknown.
  package let directory: String?
  /// The assumptions about the plan, as sentences.
  package let assumptions: [String]

  /// Whether all calls have happened, as a record says.
  package let isRecord: Bool
  /// The reasons why there may be runs that the plan does not have, as sentences: an argument can have values that
  /// an output cannot, or a condition is both true and false. Such a run proves no `possible`.
  package let excess: [String]

  /// Makes a program.
  package init(
    calls: [ProgramCall], threads: [ProgramThread], answers: [Value]?, isCyclic: Bool,
    isAtomic: Bool, userTexts: [String]?, directory: String?, assumptions: [String],
    isRecord: Bool = false, excess: [String] = []
  ) {
    self.excess = excess
    self.calls = calls
    self.threads = threads
    self.answers = answers
    self.isCyclic = isCyclic
    self.isAtomic = isAtomic
    self.userTexts = userTexts
    self.directory = directory
    self.assumptions = assumptions
    self.isRecord = isRecord
  }

  /// An upper bound on the number of steps in a run; `nil` if a loop is unbounded.
  package var longestRun: Int? {
    guard !isCyclic else { return nil }
    // Control reaches each node at most once.
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

  /// The same program with visible progress of calls: a call begins, has its effect, and is done.
  package func detailed() -> Program {
    guard isAtomic else { return self }
    let threads = threads.map { thread -> ProgramThread in
      var nodes = thread.nodes
      var landings: [Int: Int] = [:]
      for (index, node) in thread.nodes.enumerated() {
        guard case .call(let call, let done, let failed) = node else { continue }
        landings[index] = nodes.count
        nodes.append(.landed(call, done: done, failed: failed))
        nodes.append(.flight(call, done: nodes.count - 1, failed: failed))
        nodes[index] = .call(call, done: nodes.count - 1, failed: failed)
      }
      return ProgramThread(
        name: thread.name, nodes: nodes, start: thread.start, entry: thread.entry,
        cutting: thread.cutting.detailed(landings))
    }
    return copy(threads: threads, isAtomic: false)
  }

  /// The same program with other assumptions.
  package func taking(_ assumptions: [String]) -> Program { copy(assumptions: assumptions) }

  /// The same program, in which the output of a tool without contract is one of these or something
  /// else.
  package func answering(_ answers: [Value]) -> Program { copy(answers: answers) }

  private func copy(
    threads: [ProgramThread]? = nil, answers: [Value]? = nil, isAtomic: Bool? = nil,
    assumptions: [String]? = nil
  ) -> Program {
    Program(
      calls: calls, threads: threads ?? self.threads, answers: answers ?? self.answers,
      isCyclic: isCyclic, isAtomic: isAtomic ?? self.isAtomic, userTexts: userTexts,
      directory: directory, assumptions: assumptions ?? self.assumptions, isRecord: isRecord,
      excess: excess)
  }
}

/// One call of a program.
package struct ProgramCall: Sendable {
  /// The name for messages: the identifier, with a number if several calls share it.
  package let name: String
  package let tool: String
  /// The label that a person gave the call; empty if there is none.
  package let label: String
  /// The index of the agent among the world's agents.
  package let agent: Int
  /// The index of the action that is the call's contract; `nil` if there are no contracts.
  package let action: Int?
  package let arguments: BoundValue
  /// The value of each parameter of the action.
  package let parameters: [BoundParameter]
  /// The type of the output; `nil` if the contract gives none.
  package let result: StaticType?
  /// The calls that the arguments come from.
  package let source: ArgumentSource
  /// The calls that a person approves through this one.
  package let approves: Set<Int>
  /// The annotations that the tool's maker gives; `nil` if there are none.
  package let annotations: Value?
  /// The changes of the Terraform plan that the call refers to: a list with one map for each
  /// change; `nil` if there are none.
  package let changes: PartialValue?
  /// The path of that Terraform plan.
  package let changesPath: String?
  package let position: PlanPosition?

  /// Describes a call.
  package init(
    name: String, tool: String, label: String, agent: Int, action: Int?, arguments: BoundValue,
    parameters: [BoundParameter], result: StaticType?, source: ArgumentSource, approves: Set<Int>,
    annotations: Value?, changes: PartialValue?, changesPath: String?, position: PlanPosition?
  ) {
    self.name = name
    self.tool = tool
    self.label = label
    self.agent = agent
    self.action = action
    self.arguments = arguments
    self.parameters = parameters
    self.result = result
    self.source = source
    self.approves = approves
    self.annotations = annotations
    self.changes = changes
    self.changesPath = changesPath
    self.position = position
  }

  /// Whether no contract describes the tool.
  package var isWithoutContract: Bool { action == nil }
}

/// A reference to a call. In a loop, a name of the plan denotes the latest of several calls that
/// has begun.
package struct CallReference: Hashable, Sendable {
  /// The calls that it can denote, the latest first.
  package let candidates: [Int]
  /// Whether the last candidate has certainly begun at the reference.
  package let isCertain: Bool
  /// Whether the denoted call is certainly done.
  package let isDone: Bool
  /// Whether control can come back, so that the order of the source does not determine which
  /// candidate is the latest.
  package var isAmbiguous = false

  /// Makes a reference.
  package init(candidates: [Int], isCertain: Bool, isDone: Bool, isAmbiguous: Bool = false) {
    self.candidates = candidates
    self.isCertain = isCertain
    self.isDone = isDone
    self.isAmbiguous = isAmbiguous
  }
}

/// A value of an argument with its references resolved.
package indirect enum BoundValue: Sendable {
  case constant(Value)
  case list([BoundValue])
  case map([(name: Text, value: BoundValue)])
  case output(CallReference, [ValuePathPart])
  /// An unknown value, with the reason.
  case open(String)
}

/// The value of an action's parameter.
package enum BoundParameter: Sendable {
  case constant(Value)
  /// The output of a call, which has the parameter's type.
  case output(CallReference)
  /// Any value of the type.
  case any
}

/// One thread of control.
package struct ProgramThread: Sendable {
  /// The name for messages (`migrator`, `migrator, branch 2`).
  package let name: String
  /// The nodes of the thread.
  package let nodes: [ProgramNode]
  /// The initial node.
  package let start: Int
  /// The first node after a fork.
  package let entry: Int
  /// The early end after another branch has failed.
  package var cutting = EarlyEnd()

  /// Makes a thread.
  package init(
    name: String, nodes: [ProgramNode], start: Int, entry: Int,
    cutting: EarlyEnd = EarlyEnd()
  ) {
    self.name = name
    self.nodes = nodes
    self.start = start
    self.entry = entry
    self.cutting = cutting
  }
}

/// The next action of a thread; numbers without a label are calls or threads, all others are nodes
/// of the thread.
package enum ProgramNode: Sendable {
  /// A call that can begin.
  case call(Int, done: Int, failed: Int)
  /// A call in flight that has had no effect yet.
  case flight(Int, done: Int, failed: Int)
  /// A call in flight that has had its effect.
  case landed(Int, done: Int, failed: Int)
  case test(ProgramCondition, yes: Int, no: Int)
  /// One of these nodes; the source does not determine which.
  case choice([Int])
  /// The threads begin, and this one waits for them at the join.
  case fork([Int], join: Int)
  case join([Int], done: Int, failed: Int)
  /// A placeholder, replaced by its target.
  case pass(Int)
  /// The end after success.
  case end
  /// The end after a failure.
  case failed
  /// A thread that has not begun.
  case idle
}

/// A condition of a plan with its names resolved.
package struct ProgramCondition: Sendable {
  /// The condition; `nil` if both outcomes are possible.
  package let expression: Expression?
  /// The calls that its names denote, by slot.
  package let calls: [CallReference]
  /// The text in the plan.
  package let text: String

  /// Makes a condition.
  package init(expression: Expression?, calls: [CallReference], text: String) {
    self.expression = expression
    self.calls = calls
    self.text = text
  }
}
