import ProvisoKernel
import ProvisoResult

/// The fields of `proviso.result/1`: one line for each member of each object.
///
/// ``JSONReport`` writes results by this table, and ``ResultSchema`` is made from it. A later version
/// can only add members, so a program that reads results keeps working.
enum ResultFields {
  /// The results of several inputs.
  static let results = JSONObjectForm<[CheckResult]>(
    "results",
    fields: [
      .init("schema", .constant("proviso.results/1"), value: { _ in "proviso.results/1" }),
      .init("verdict", .word, value: { $0.map(\.verdict).max() ?? .proved }),
      .init("results", .list(of: .object(result)), value: { $0 }),
    ])

  /// The result of one input.
  static let result = JSONObjectForm<CheckResult>(
    "result",
    fields: [
      .init("schema", .constant("proviso.result/1"), value: { _ in "proviso.result/1" }),
      .init("tool", .object(tool), value: \.tool),
      .init("plan", .object(input), value: \.input),
      .init(
        "verdict", .word, value: \.verdict,
        description: "The worst verdict of the properties, without violations that are waived."),
      .init(optional: "exploration", .object(exploration), value: \.exploration),
      .init(optional: "simulation", .object(simulation), value: \.simulation),
      .init("properties", .list(of: .object(property)), value: \.properties),
      .init(
        "assumptions", .list(of: .text), value: \.assumptions,
        description: "The assumptions of every proof."),
      .init(
        "not_modelled", .list(of: .text), value: \.notModelled,
        description: "The parts of the input that have no meaning here."),
      .init("diagnostics", .list(of: .object(diagnostic)), value: \.diagnostics),
      .init(
        "rules", .list(of: .object(rule)),
        value: { result in result.rules.map { ($0, result.excluded(by: $0)) } },
        description: "What the settings change of the rules, with the reasons."),
      .init(
        "values", .list(of: .object(outsideValue)), value: \.values,
        description: "The values from outside of the specs that the answers rest on."),
      .init(
        "coverage", .list(of: .object(finding)), value: \.coverage,
        description: "The parts of the specs, outside of single properties, that require nothing."),
      .init(
        "seconds", .seconds, value: \.seconds,
        description: "The time of the check, with that of other programs."),
      .init(
        "programs", .list(of: .object(program)), value: \.programs,
        description: "The runs of other programs during the check."),
    ])

  static let tool = JSONObjectForm<ToolInfo>(
    "tool",
    fields: [
      .init("name", .constant("proviso"), value: \.name),
      .init("version", .text, value: \.version),
      .init(
        "solver", .text, value: \.solver, description: "The name and the version of the solver."),
    ])

  static let input = JSONObjectForm<InputInfo>(
    "plan", description: "The input that was checked.",
    fields: [
      .init(
        "path", .text, value: \.path, description: "The path of the input; - is standard input."),
      .init(
        "kind", .name, value: \.kind,
        description: "The kind of the input, such as \(Self.names(InputKindName.builtIn))."),
      .init(
        "sha256", .text, value: \.sha256,
        description: "The digest of the input's bytes in hexadecimal."),
      .init(
        "resources", .count, value: \.resources, description: "The number of resources or objects."),
      .init("steps", .count, value: \.steps, description: "The number of steps, calls or actions."),
      .init(
        "order", .word, value: \.order,
        description:
          "The source of the order of the steps: graph, the graph of the tool that will carry the plan out; plan, the input alone; free, there is no order."
      ),
      .init(
        "change_counts", .list(of: .object(changeCount)), value: \.changes,
        description: "The number of objects for each kind of change, such as add."),
    ])

  static let exploration = JSONObjectForm<ExplorationInfo>(
    "exploration", description: "How far a world was explored.",
    fields: [
      .init(
        "states", .nullable(.count), value: \.states,
        description: "The number of states; null if they were not enumerated."),
      .init("transitions", .nullable(.count), value: \.transitions),
      .init(
        "terminal_states", .nullable(.count), value: \.terminalStates,
        description: "The number of states in which nothing can happen."),
      .init(
        "steps", .integer, value: \.depth,
        description:
          "The number of steps of the longest of the shortest runs to a state, or of the longest runs that the solver searched."
      ),
      .init(
        "depth", .integer, value: { $0.depth + 1 },
        description: "The number of states of such a run, which other model checkers count."),
      .init(
        "exhaustive", .flag, value: \.isExhaustive,
        description: "Whether every reachable state was visited."),
      .init(
        "representatives", .nullable(.count), value: \.representatives,
        description:
          "The number of states that were visited, if each stands for all that differ only by an exchange of objects that the world does not tell apart; null if every state was visited."
      ),
    ])

  static let simulation = JSONObjectForm<SimulationInfo>(
    "simulation", description: "Random runs of a world. They prove nothing about other runs.",
    fields: [
      .init("runs", .count, value: \.runs),
      .init(
        "longest", .integer, value: \.longest,
        description: "The number of steps of the longest run."),
      .init(
        "seed", .decimalText, value: \.seed, description: "The seed of the first run, in decimal."),
    ])

  static let property = JSONObjectForm<PropertyResult>(
    "property",
    fields: [
      .init("name", .text, value: \.name),
      .init("title", .text, value: \.title),
      .init("severity", .word, value: \.severity),
      .init("kind", .word, value: \.kind),
      .init("timing", .word, value: \.timing),
      .init("spec", .object(location), value: \.location),
      .init(
        "built_in", .flag, value: \.isBuiltIn,
        description: "Whether the property belongs to a built-in pack."),
      .init(
        "documentation", .text, value: \.documentation,
        description: "The comment above the property; empty for none."),
      .init("because", .nullable(.text), value: \.because),
      .init("reference", .nullable(.text), value: \.reference),
      .init("tags", .list(of: .text), value: \.tags),
      .init("verdict", .word, value: \.verdict),
      .init(
        "vacuous", .flag, value: \.isVacuous,
        description: "Whether nothing in the input meets its conditions."),
      .init(
        "remark", .nullable(.text), value: \.remark,
        description: "What a vacuous property says of the input as a whole."),
      .init(
        "waived", .flag, value: \.isWaived,
        description: "Whether its violations do not count for the verdict."),
      .init(
        "method", .name, value: \.method,
        description: "The method that gave the answer, such as \(Self.names(AnswerMethod.builtIn))."
      ),
      .init(
        "depth", .nullable(.integer), value: \.depth,
        description:
          "The number of steps of the longest runs that were searched if there is a bound; for an induction its k."
      ),
      .init(
        "reason", .nullable(.text), value: \.reason, description: "Why the property is undecided."),
      .init("instances", .object(instances), value: \.instances),
      .init(
        "violations", .list(of: .object(violation)), value: \.violations,
        description: "The first 200 have runs; the others only name their objects."),
      .init(
        "undecided", .list(of: .object(openInstance)), value: \.undecided,
        description: "The undecided instances, at most 200."),
      .init(
        "trusted", .list(of: .object(openInstance)), value: \.trusted,
        description:
          "The instances that hold for what is known and trust unknown values, at most 200."),
      .init(
        "witness", .nullable(.object(violation)), value: \.witness,
        description: "The run of a `possible` that was proved."),
      .init(
        "holds_because", .list(of: .object(reason)), value: \.holdsBecause,
        description: "What the proof needs."),
      .init(
        "certificates", .list(of: .object(certificate)), value: \.certificates,
        description: "The proofs by induction."),
      .init(
        "coverage", .list(of: .object(finding)), value: \.coverage,
        description: "The parts of the property that require nothing."),
      .init(
        "carried_by", .nullable(.object(carrier)), value: \.carrier,
        description:
          "The calls that carry out the plan of the property; null for the input itself."),
    ])

  static let instances = JSONObjectForm<InstanceCounts>(
    "instances", description: "The number of instances of a property with each verdict.",
    fields: [
      .init("total", .count, value: \.total),
      .init("proved", .count, value: \.proved),
      .init("violated", .count, value: \.violated),
      .init("undecided", .count, value: \.undecided),
      .init("trusted", .count, value: \.trusted),
      .init(
        "excluded", .count, value: \.excluded,
        description:
          "The number of instances that settings exclude. They are not judged and not in the total."
      ),
    ])

  static let openInstance = JSONObjectForm<OpenInstance>(
    "open_instance", description: "An instance that is undecided, or that trusts unknown values.",
    fields: [
      .init("bindings", .bindings, value: \.bindings, description: "The object of each variable."),
      .init("reason", .text, value: \.reason, description: "What is not known."),
      .init(
        "unknowns", .list(of: .object(unknown)), value: \.unknowns,
        description: "The unknown values that matter, each with a value that violates the property."
      ),
      .init(
        "ask", .nullable(.object(askedValue)), value: \.ask,
        description: "The value that a person can approve to settle the instance."),
      .init("waived", .flag, value: { $0.waiver != nil }),
      .init("waiver", .nullable(.object(waiver)), value: \.waiver),
    ])

  static let askedValue = JSONObjectForm<AskedValue>(
    "asked_value", description: "A value of an argument that a person can approve.",
    fields: [
      .init("call", .text, value: \.call),
      .init("tool", .text, value: \.tool),
      .init("argument", .text, value: \.argument, description: "The path of the argument."),
      .init("value", .text, value: \.value),
    ])

  static let reason = JSONObjectForm<Reason>(
    "reason",
    fields: [
      .init("kind", .word, value: \.kind),
      .init("text", .text, value: \.text),
    ])

  static let certificate = JSONObjectForm<ProofCertificate>(
    "certificate", description: "A proof by k-induction.",
    fields: [
      .init("k", .count, value: \.k),
      .init(
        "invariant", .list(of: .text), value: \.invariant,
        description: "The conjuncts of the invariant in addition to the property."),
    ])

  static let carrier = JSONObjectForm<PropertyResult.Carrier>(
    "carrier", description: "The calls of an agent's plan that carry out another plan.",
    fields: [
      .init("calls", .list(of: .text), value: \.calls),
      .init("plan", .text, value: \.path, description: "The path of the plan that is carried out."),
      .init(
        "trace", .list(of: .object(step)), value: \.run,
        description: "A run of the agents that reaches one of the calls."),
    ])

  static let violation = JSONObjectForm<Violation>(
    "violation",
    description: "A run that violates an instance; for a witness, one that reaches it.",
    fields: [
      .init(
        "bindings", .bindings, value: \.bindings,
        description: "The object or the constant of each variable."),
      .init("message", .nullable(.text), value: \.message),
      .init(
        "facts", .list(of: .text), value: \.facts,
        description: "The parts of the property that decide the violation, with their values."),
      .init(
        "depends_on_order", .flag, value: \.dependsOnOrder,
        description:
          "Whether the order or the failures of the steps matter; if not, every complete run ends in the violation."
      ),
      .init(
        "certainty", .word, value: \.certainty,
        description: "definite: for every value of the unknowns; possible: for some values."),
      .init(
        "preexisting", .flag, value: \.isPreexisting,
        description:
          "Whether the violation exists before the first step, and no run removes it and brings it back."
      ),
      .init(
        "repaired", .flag, value: \.isRepaired,
        description: "Whether a complete run repairs a violation that is preexisting."),
      .init(
        "needs_graph", .flag, value: \.needsGraph,
        description:
          "Whether the graph of the tool that will carry the plan out could exclude the run."),
      .init("unknowns", .list(of: .object(unknown)), value: \.unknowns),
      .init("trace", .list(of: .object(step)), value: \.trace),
      .init(
        "breaking_step", .nullable(.count), value: \.breakingStep,
        description: "The index of the step in the trace that leads to the violation."),
      .init(
        "loop", .nullable(.count), value: \.loop,
        description:
          "For an infinite run, the number of steps before the part that repeats forever."),
      .init(
        optional: "refinement", .object(refinement), value: \.refinement,
        description: "For a `refines`, the run as the other world has it."),
      .init("waived", .flag, value: { $0.waiver != nil }),
      .init("waiver", .nullable(.object(waiver)), value: \.waiver),
      .init(
        "in_baseline", .flag, value: \.isKnown,
        description: "Whether a baseline has the violation, which then does not count."),
      .init("hints", .list(of: .text), value: \.hints, description: "What can help."),
    ])

  static let refinement = JSONObjectForm<RefinedRun>(
    "refinement", description: "A run as the world has it that is refined.",
    fields: [
      .init("world", .text, value: \.world),
      .init(
        "states", .list(of: .list(of: .object(refinedPart))), value: \.states,
        description: "The state of that world at each moment, from the initial one on."),
      .init(
        "steps", .list(of: .object(refinedStep)), value: \.steps,
        description: "What each step of the trace is in that world."),
    ])

  static let refinedPart = JSONObjectForm<RefinedRun.Part>(
    "refined_part",
    fields: [
      .init("what", .text, value: \.what),
      .init("is", .json, value: \.json),
    ])

  static let refinedStep = JSONObjectForm<RefinedRun.Step>(
    "refined_step",
    fields: [
      .init(
        "kind", .text, value: \.word,
        description: "step: a step of that world; stays: nothing changes there; no_step: neither."),
      .init("step", .nullable(.text), value: \.name),
    ])

  static let unknown = JSONObjectForm<Violation.UnknownValue>(
    "unknown", description: "An unknown value, and what it is in this run.",
    fields: [
      .init("value", .text, value: \.value),
      .init("is", .json, value: \.json),
    ])

  static let step = JSONObjectForm<TraceStep>(
    "step",
    fields: [
      .init("step", .text, value: \.step),
      .init(
        "action", .text, value: \.action,
        description: "What the step does; in a world, its agent, or empty without agents."),
      .init("outcome", .word, value: \.outcome),
      .init("changes", .list(of: .object(change)), value: \.changes),
    ])

  static let change = JSONObjectForm<TraceStep.Change>(
    "change",
    fields: [
      .init("what", .text, value: \.what),
      .init("from", .json, value: \.from),
      .init("to", .json, value: \.to),
      .init(
        "implied", .flag, value: \.isImplied,
        description: "Whether the name of the action says it already."),
    ])

  static let waiver = JSONObjectForm<Violation.Waiver>(
    "waiver",
    fields: [
      .init("until", .text, value: \.until, description: "The last day, such as 2027-01-31."),
      .init("because", .text, value: \.because),
      .init("spec", .object(location), value: \.location),
    ])

  static let diagnostic = JSONObjectForm<ResultDiagnostic>(
    "diagnostic",
    fields: [
      .init("code", .text, value: \.code),
      .init("level", .word, value: \.level),
      .init("message", .text, value: \.message),
      .init("location", .nullable(.object(location)), value: \.location),
      .init("fix", .nullable(.text), value: \.fix),
    ])

  static let finding = JSONObjectForm<CoverageFinding>(
    "finding", description: "A part of a spec that requires nothing, of this input or of any.",
    fields: [
      .init("kind", .word, value: \.kind),
      .init("reached", .nullable(.word), value: \.reached),
      .init("message", .text, value: \.message),
      .init("spec", .object(location), value: \.location),
    ])

  static let location = JSONObjectForm<ResultLocation>(
    "place", description: "A position in a spec.",
    fields: [
      .init("path", .text, value: \.path),
      .init("line", .integer(from: 1), value: \.line),
      .init("column", .integer(from: 1), value: \.column),
    ])

  /// Every object, in the order of the schema.
  static let definitions = [
    results.definition, failure.definition, shard.definition, questionPart.definition,
    inputFailure.definition,
    result.definition, tool.definition,
    input.definition,
    program.definition, changeCount.definition,
    exploration.definition, simulation.definition, property.definition, instances.definition,
    reason.definition, openInstance.definition, certificate.definition, carrier.definition,
    violation.definition, refinement.definition, refinedPart.definition, refinedStep.definition,
    unknown.definition, step.definition, change.definition, waiver.definition,
    diagnostic.definition, rule.definition, outsideValue.definition, finding.definition,
    location.definition,
  ]

  private static func names<Name: RawRepresentable<String>>(_ names: [Name]) -> String {
    names.map(\.rawValue).joined(separator: ", ")
  }
}

extension JSONForm<[Violation.Binding]> {
  /// An object with the object's name for each variable.
  fileprivate static var bindings: JSONForm {
    JSONForm(shape: .map(of: .string())) { bindings, writer in
      writer.object { for binding in bindings { $0.member(binding.name, binding.object) } }
    }
  }
}
