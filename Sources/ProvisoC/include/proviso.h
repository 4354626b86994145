/* Proviso, a model checker for plans of Terraform and of AI agents: the interface in C.
 *
 * A request is JSON, and so is its answer. Proviso opens no connection, runs no program, reads no
 * settings (`proviso.yaml`, the environment), and reads only files below the `root` of a request.
 *
 * Status. Functions that return `int` return one of the constants PROVISO_... below. Unless it is
 * PROVISO_PROVED or PROVISO_ALLOW, nothing was proved and nothing is allowed; treat a number that you
 * do not know as PROVISO_UNUSABLE. An answer for whose text there is no memory is PROVISO_UNUSABLE.
 *
 * Requests. `request` points to `count` bytes of UTF-8 with one JSON object; it needs no NUL at its
 * end. It is copied, so it stays yours. NULL, broken JSON, a member that is not known, a text of more
 * than 1 GiB, and a negative deadline are answered with PROVISO_UNUSABLE.
 *
 * Answers. `*answer` gets a text in JSON with a NUL at its end. It is yours: free it with
 * proviso_free. It is NULL only if there is no memory for it. If `answer` is NULL, no text is made.
 *
 * Time. `deadline` is in milliseconds from the beginning of the call; 0 stands for none. A call ends
 * soon after its deadline or its cancellation, at the latest after about two seconds. Everything that
 * is open then is undecided.
 *
 * Threads. Every function can be called from every thread at any time. Checks share nothing. The calls
 * on one gate happen one after the other, in no particular order; those that cannot wait for their turn
 * until the deadline are denied. A cancellation can serve any number of calls at once. The work runs on
 * threads of its own with large stacks, so the size of the caller's stack does not matter. A pointer
 * that was freed or closed must not be used again, and not be freed while a call with it begins.
 *
 * No call changes anything for another one, apart from gates and cancellations. Do not unload the library
 * (dlclose), and do not use it in a child process after fork.
 */
#ifndef PROVISO_H
#define PROVISO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. Later versions of the library with the same number only add. */
#define PROVISO_ABI 1

enum {
  PROVISO_PROVED = 0,    /* every property is proved, or only what you accept is left */
  PROVISO_VIOLATED = 1,  /* a property is violated */
  PROVISO_UNUSABLE = 2,  /* the request, the input or a spec is wrong; the answer says why */
  PROVISO_UNDECIDED = 3, /* a property is undecided and none is violated */

  PROVISO_ALLOW = 0, /* the call breaks nothing */
  PROVISO_DENY = 1,  /* the call would break a property in some run */
  PROVISO_ASK = 3    /* it is not known whether the call breaks something: ask a person */
};

/* Ends calls early. */
typedef struct proviso_cancellation proviso_cancellation;
/* Decides about the calls of tools in one session of an agent. */
typedef struct proviso_gate proviso_gate;

/* The PROVISO_ABI of the library. If it differs from that of this header, use nothing else. */
int proviso_abi(void);

/* {"schema": "proviso.version/1", "abi": 1, "version": TEXT, "solver": TEXT} */
int proviso_version(char **answer);

/* Frees an answer. NULL is allowed. */
void proviso_free(char *text);

/* ---- Checks ----
 *
 * The members of a request; all but `input` may be absent:
 *
 *   input                a FILE: a Terraform plan (the output of `terraform show -json`), a plan of
 *                        agents, a record of calls, or a world (its name ends in .proviso)
 *   specs                a list; each is a FILE or the name of a pack, such as "standard" or
 *                        "injection"; empty for the standard pack
 *   root                 the folder below which files are read; without it none is read
 *   graph                the path of the output of `terraform graph -plan=…`
 *   conventions          the path of a file that extends the conventions of a pack
 *   vars                 an object with the values of `var`s of the specs, as strings
 *   today                a date such as "2027-01-31" for waivers and `today`; default: today in UTC
 *   strict               whether a vacuous property of your own specs is undecided
 *   fail_on_preexisting  whether violations count that the plan did not bring
 *   timeout              the seconds of one query of the solver, and of one exploration
 *   flow                 "implicit" or "explicit": what flows into the calls of a record
 *   record_format        the format of a record, where its content fits several
 *   policies             the policies of the tools in a record or a session, a list; each is a FILE or the
 *                        name of a built-in one, such as "mail"
 *   approve              the values that a person approved, a list of
 *                        {"tool": TEXT, "argument": PATH, "value": TEXT}
 *   plan                 only for proviso_check: the path of the plan that a record has to follow
 *
 * A FILE is {"path": PATH} or {"text": TEXT, "name": PATH}. A relative path is relative to `root`.
 */

/* Checks an input. The answer is `proviso.result/1` (`proviso schema result`), or `proviso.error/1`
 * with PROVISO_UNUSABLE. */
int proviso_check(const char *request, size_t count, int64_t deadline,
                  proviso_cancellation *cancellation, char **answer);

/* Checks an input and searches repairs. The status is that of the check. The answer is
 * `proviso.repairs/1` (`proviso schema repairs`), or `proviso.error/1`. */
int proviso_fix(const char *request, size_t count, int64_t deadline,
                proviso_cancellation *cancellation, char **answer);

/* Explains a rule or a diagnostic code. The request has the members of proviso_check but `plan`, and
 *   rule    the name of the rule, such as "no_public_database", or a code such as "PV0301"; required
 *   input   the FILE for which it is explained; default: none
 *   object  the object whose violation is explained; default: all
 * The answer is {"schema": "proviso.explanation/1", "rule": TEXT, "title": TEXT, "text": TEXT}, for a rule
 * also with `severity` and `source`, and with an input the `verdict`. The status is that of the check;
 * without an input PROVISO_PROVED. */
int proviso_explain(const char *request, size_t count, int64_t deadline,
                    proviso_cancellation *cancellation, char **answer);

/* ---- Cancellation ---- */

/* Makes a cancellation for any number of calls. Free it with proviso_cancellation_free. */
proviso_cancellation *proviso_cancellation_new(void);

/* Ends every call that was given this cancellation, and every one that will be. NULL is allowed. */
void proviso_cancel(proviso_cancellation *cancellation);

/* Frees a cancellation, also while calls that have begun with it go on. NULL is allowed. */
void proviso_cancellation_free(proviso_cancellation *cancellation);

/* ---- Gates ---- */

/* Opens the gate of a session.
 *
 * The request has the members of checks without `input`, and
 *   world      a FILE with a world, whose actions say what the tools do; required
 *   directory  the absolute path of the folder that paths in the world are relative to; default: that
 *              of the first call
 * The answer is {"schema": "proviso.gate/1", "not_judged": [NAME…]}: the properties that only a
 * finished session could break. If nothing can be opened, the gate is NULL and the answer is
 * `proviso.error/1`. Free the gate with proviso_gate_close. */
proviso_gate *proviso_gate_open(const char *request, size_t count, int64_t deadline,
                                proviso_cancellation *cancellation, char **answer);

/* Decides whether a call may happen now: PROVISO_ALLOW, PROVISO_DENY, PROVISO_ASK or
 * PROVISO_UNUSABLE, after which the call must not happen.
 *
 * The request is {"id": TEXT, "tool": TEXT, "arguments": OBJECT, "directory": PATH}. The id is unique
 * in the session; the last two may be absent. The answer is `proviso.decision/1` (`proviso schema
 * decision`), or `proviso.error/1`. A call that is not denied is part of the session from now on: say
 * what became of it with proviso_gate_outcome, also if nobody wants to wait for its answer any more. A
 * decision that is late or cancelled is PROVISO_ASK, or PROVISO_DENY if it could not begin. */
int proviso_gate_decide(proviso_gate *gate, const char *request, size_t count, int64_t deadline,
                        proviso_cancellation *cancellation, char **answer);

/* Says what became of a call: {"id": TEXT, "outcome": "succeeded" | "failed" | "refused"}, and as `output`
 * what it returned, any JSON, for a plan that uses it and for the origins of values. A call that
 * failed may have had its effect; one that was refused was not carried out. An id that is not known is
 * ignored. Like proviso_gate_resume it waits for its turn. */
int proviso_gate_outcome(proviso_gate *gate, const char *request, size_t count, char **answer);

/* Takes a call into the session that was let through before, for example by another process. The
 * request has the members of a call, `outcome` and `output` if they are known, and `asked`, whether a
 * person let it through. */
int proviso_gate_resume(proviso_gate *gate, const char *request, size_t count, char **answer);

/* Proves a plan of agents, {"plan": FILE}, with the world and the specs of the gate, and lets through from
 * now on exactly the runs of the plan if it is proved: a call that is no step of it is PROVISO_ASK. The
 * status and the answer are those of proviso_check; unless it is PROVISO_PROVED, the plan is not followed. */
int proviso_gate_follow(proviso_gate *gate, const char *request, size_t count, int64_t deadline,
                        proviso_cancellation *cancellation, char **answer);

/* Adds a text of the user, {"text": TEXT}. A value that the user names may decide what a call does. It
 * matters only with `policies`. The answer is {"schema": "proviso.noted/1"}. */
int proviso_gate_user_text(proviso_gate *gate, const char *request, size_t count, char **answer);

/* Notes that a person approved exactly this value: {"tool": TEXT, "argument": PATH, "value": TEXT}, as a
 * decision's `asks` name it. */
int proviso_gate_approve(proviso_gate *gate, const char *request, size_t count, char **answer);

/* Closes a gate and frees it. Calls that have begun go on. NULL is allowed. */
void proviso_gate_close(proviso_gate *gate);

#ifdef __cplusplus
}
#endif

#endif
