/// The pages and exercises that are built in.
///
/// `Lessons` has links to the pages of the DocC catalogue, so that readers and `proviso learn` have the same texts.
enum BuiltInPages {
  static let lessons: [[UInt8]] = [
    PackageResources.StatesAndRuns_md, PackageResources.Invariants_md,
    PackageResources.OrderAndFailure_md, PackageResources.UnknownValues_md,
    PackageResources.Counterexamples_md, PackageResources.FoolingOneself_md,
    PackageResources.BuildingWorlds_md, PackageResources.Induction_md,
    PackageResources.Liveness_md, PackageResources.RulesForYourInfrastructure_md,
    PackageResources.ForOperators_md,
  ]

  /// The exercises by their names, in the order of the lessons.
  static let exercises: [(name: String, bytes: [UInt8])] = [
    ("count-states", PackageResources.count_states_md),
    ("no-overflow", PackageResources.no_overflow_md),
    ("backup-first", PackageResources.backup_first_md),
    ("public-bucket", PackageResources.public_bucket_md),
    ("shortest-run", PackageResources.shortest_run_md),
    ("not-vacuous", PackageResources.not_vacuous_md),
    ("missing-guard", PackageResources.missing_guard_md),
    ("inductive", PackageResources.inductive_md),
    ("each-is-served", PackageResources.each_is_served_md),
    ("web-server-stays", PackageResources.web_server_stays_md),
    ("read-a-run", PackageResources.read_a_run_md),
    ("approve-one-call", PackageResources.approve_one_call_md),
    ("write-a-waiver", PackageResources.write_a_waiver_md),
  ]
}
