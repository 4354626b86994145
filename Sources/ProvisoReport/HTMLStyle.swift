/// The style of the page: for phones first, in light and in dark.
enum HTMLStyle {
  static let text = """
    :root {
      --back: #ffffff; --front: #1c2128; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa;
      --bad: #b3261e; --open: #7a4f00; --good: #0b6b2f; --mark: #fff3cd; --focus: #0550ae;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --back: #0f1419; --front: #e6edf3; --soft: #a5b0bb; --line: #3a444e; --panel: #182029;
        --bad: #ff9a91; --open: #f2c14e; --good: #6fd58a; --mark: #4a3b00; --focus: #79b8ff;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 1rem; max-width: 72rem; background: var(--back); color: var(--front);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
    }
    header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; }
    h1 { font-size: 1.25rem; margin: 0; }
    h2 { font-size: 1.2rem; margin: 1.5rem 0 .25rem; }
    h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
    h4 { font-size: 1rem; margin: 0; }
    p { margin: .4rem 0; }
    ul, ol { margin: .4rem 0; padding-left: 1.5rem; }
    code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
    pre { background: var(--panel); border: 1px solid var(--line); padding: .75rem; overflow-x: auto;
      overflow-wrap: normal; }
    details { margin: .5rem 0; }
    summary { cursor: pointer; padding: .35rem 0; min-height: 1.75rem; }
    article { border: 1px solid var(--line); border-left: .35rem solid var(--soft);
      border-radius: .4rem; padding: .9rem; margin: 1rem 0; }
    article.violated { border-left-color: var(--bad); }
    article.undecided, article.tolerated { border-left-color: var(--open); }
    .verdict { font-size: 1.25rem; font-weight: 700; margin: 0; }
    .violated > .verdict, .verdict.violated, li.violated { color: var(--bad); }
    .verdict.undecided, .verdict.tolerated, .verdict.trusted, li.undecided, li.trusted {
      color: var(--open); }
    .verdict.proved, li.proved { color: var(--good); }
    .counts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; }
    .tag { border: 1px solid currentColor; border-radius: .3rem; padding: 0 .35rem; font-size: .85em;
      white-space: nowrap; }
    .note, footer { color: var(--soft); }
    .finding { border-top: 1px solid var(--line); padding: .6rem 0; }
    .run { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem;
      padding: .75rem; margin: .6rem 0; }
    .run ol > li.now { background: var(--mark); outline: 2px solid var(--open); }
    .run ol > li.later { color: var(--soft); }
    .moment { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
    .moment input { flex: 1 1 12rem; min-width: 0; min-height: 2rem; accent-color: var(--focus); }
    button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--soft);
      border-radius: .3rem; min-width: 2.75rem; min-height: 2.75rem; cursor: pointer; }
    button:disabled { opacity: .5; cursor: default; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
    table { border-collapse: collapse; width: 100%; font-size: .9em; }
    th, td { text-align: left; border-bottom: 1px solid var(--line); padding: .25rem .5rem .25rem 0;
      vertical-align: top; }
    .graph { overflow: auto; max-height: 32rem; border: 1px solid var(--line); background: var(--panel); }
    .graph rect { fill: var(--back); stroke: var(--soft); }
    .graph .done rect { fill: var(--mark); stroke: var(--open); stroke-width: 2; }
    .graph .failed rect { stroke: var(--bad); stroke-width: 3; stroke-dasharray: 4 2; }
    .graph text { fill: var(--front); font: 12px ui-monospace, monospace; }
    .graph path { fill: none; stroke: var(--soft); opacity: .6; }
    @media (prefers-reduced-motion: no-preference) { .run ol > li { transition: background .15s; } }
    @media print { .moment, .graph { display: none; } details { display: block; } }
    """
}
