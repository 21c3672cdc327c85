package main

var aboutSecurity = topic{category: "Security", weight: 9, stories: []story{
	{
		tags: "incident|process",
		words: words{
			"secret": "an API key|a database password|a signing key|a webhook secret|an SSH key|a cloud credential|" +
				"an OAuth token|a licence key",
		},
		titles: []string{
			"What to do when {secret} ends up in Git",
			"We committed {secret}, and this is what followed",
			"Rotating {secret} without downtime",
			"{Secret} in a container layer",
			"The short life of {secret} on a public branch",
		},
		opens: []string{
			"It took {few} minutes from the push to the first foreign login with {secret} of ours.",
			"A scanner found {secret} in a branch that was merged {few} years ago.",
			"Rotating {secret} should be a button, and for us it was a meeting.",
		},
		details: []string{
			"Rewriting history came last; first we revoked it, because whatever has been public stays public.",
			"Every consumer now accepts two values at once, so that the old one can retire without a rush.",
			"A hook on the developer's machine stops most of them, and the server stops the rest.",
			"Short-lived credentials issued at deployment replaced {percent} percent of what we used to store.",
			"The audit log showed who had used it, which turned out to be {few} forgotten cron jobs.",
		},
		closes: []string{
			"We rehearse this twice a year now, with a stopwatch.",
			"The safest secret is the one that expires before anyone finds it.",
			"Nobody was blamed, and so the next one was reported within the hour.",
		},
	},
	{
		tags: "api-design",
		words: words{
			"resource": "document|shipment|support ticket|payment method|contract|calendar|profile|backup|message|report",
		},
		titles: []string{
			"Reading someone else's {resource}: an authorisation bug",
			"Row-level security for every {resource}",
			"404 or 403: who may know that a {resource} exists?",
			"Tenant isolation, one {resource} at a time",
			"The scope every {resource} query must carry",
		},
		opens: []string{
			"By counting up the number in the address, a tester could open any {resource} of any customer.",
			"The list was filtered by tenant, but the endpoint for a single {resource} was not.",
			"Access to a {resource} was checked in {few} places, and no two of them agreed.",
		},
		details: []string{
			"The tenant is now part of every query, added in one place that no handler can skip.",
			"Rows outside the scope answer exactly like rows that do not exist.",
			"A test walks over all routes with the credentials of a stranger and expects nothing but refusals.",
			"Random identifiers made guessing harder, but they are not a permission.",
			"The database policy is the second lock: it holds even where the application forgets.",
		},
		closes: []string{
			"The patch was small, and the search for its siblings took {weeks}.",
			"Authorisation that has to be remembered will be forgotten.",
			"We paid the bounty gladly and sent a note to the affected customers.",
		},
	},
	{
		tags: "tooling|process",
		titles: []string{
			"Reviewing the dependencies of the {service}",
			"A vulnerable library in the {service}",
			"A software bill of materials for the {service}",
			"How we patched the {service} in {few} hours",
			"Fewer dependencies for the {service}",
		},
		opens: []string{
			"The advisory was published at noon, and the {service} used the library in {few} places.",
			"We asked which third-party code the {service} runs, and the honest answer was that nobody knew.",
			"A scan of the {service} listed {few} dozen findings, of which very few could be reached.",
		},
		details: []string{
			"Reachability analysis removed {percent} percent of the noise before a person had to look.",
			"The bill of materials is built with the artefact and kept as long as the artefact runs.",
			"A new dependency needs a sentence on why forty lines of our own would not do.",
			"Updates arrive as small pull requests and merge themselves when the tests agree.",
			"The vulnerable function was called from a code path that no customer had used for {years}.",
		},
		closes: []string{
			"Patching is a matter of hours now, since the pipeline is the same as on any other day.",
			"The tree is {percent} percent smaller and starts faster as well.",
			"Trust is fine, but a lock file is better.",
		},
	},
	{
		tags: "incident|legacy",
		words: words{
			"hole": "SQL injection|server-side request forgery|path traversal|stored cross-site scripting|" +
				"an open redirect|XML entity expansion|mass assignment|a timing leak",
			"feature": "report builder|avatar upload|PDF export|import wizard|link preview|search form|admin console|" +
				"comment editor",
		},
		titles: []string{
			"Finding {hole} in the {feature}",
			"{Hole} in the {feature}: a write-up",
			"How {hole} in the {feature} survived three reviews",
			"Closing the door: {hole} in the {feature}",
		},
		opens: []string{
			"A researcher reported {hole} in the {feature} on a Sunday evening, with a working example.",
			"Our own penetration test turned up {hole} in the {feature}, in code that {few} people had approved.",
			"We found {hole} in the {feature} while looking for something else entirely.",
		},
		details: []string{
			"The input was checked, and then decoded once more after the check.",
			"The dangerous line was a helper written for the test suite and imported by mistake.",
			"Instead of filtering bad input we now build the output from parts that cannot be misread.",
			"A fuzzer with {few} lines of setup finds the hole in under a minute.",
			"The logs of the last {few} months show no sign that anyone else had noticed.",
		},
		closes: []string{
			"The fix went out the same night, and the write-up followed once customers had updated.",
			"A linter rule now forbids the whole pattern.",
			"Be kind to people who report bugs; they could have done something else with them.",
		},
	},
	{
		tags: "process|migration",
		words: words{
			"factor": "passkeys|hardware keys|single sign-on|device certificates|push approvals|one-time codes",
			"number": "forty|ninety|two hundred|six hundred",
		},
		titles: []string{
			"Rolling out {factor} to {number} colleagues",
			"What {factor} changed for our support desk",
			"Introducing {factor} without locking anyone out",
			"{Factor}: what we learned in the first half-year",
		},
		opens: []string{
			"Introducing {factor} took {weeks}, and the technical part was done after the first few days.",
			"We started {factor} with the {team} team, because they complain precisely.",
			"The case for {factor} was made by a phishing test that {percent} percent of us failed.",
		},
		details: []string{
			"Recovery is the weakest path into an account, so it got most of our attention.",
			"Everybody enrolled a second device on the first day, which prevented most calls for help.",
			"Old clients that cannot cope were given a deadline and, to our surprise, met it.",
			"The number of password resets fell by {percent} percent within {weeks}.",
			"Service accounts were the hard part, as nobody could be asked to press a button.",
		},
		closes: []string{
			"The last phishing test caught nobody, which is new.",
			"Security that saves people time needs no campaign.",
			"We would begin with the recovery process next time.",
		},
	},
}}

var aboutTesting = topic{category: "Testing", weight: 9, stories: []story{
	{
		tags: "ci|reliability",
		words: words{
			"suite": "checkout suite|search suite|mobile suite|billing suite|import suite|end-to-end suite|login suite|" +
				"booking suite",
			"when": "on Mondays|after midnight|on fast machines|in parallel|in CI|in December",
		},
		titles: []string{
			"Hunting flaky tests in the {suite}",
			"Quarantine or fix? Flaky tests in the {suite}",
			"Why the {suite} failed only {when}",
			"No more retries for the {suite}",
			"A green {suite} you can believe",
		},
		opens: []string{
			"The {suite} failed in one run out of {few}, and everybody had learned to press the button again.",
			"Retrying had hidden the trouble with the {suite} for {years}.",
			"We counted every red build of the {suite} for {weeks} and wrote down why it was red.",
		},
		details: []string{
			"Most failures came from a fixed sleep that was long enough on somebody's laptop.",
			"Two tests shared one account, and their order decided which of them passed.",
			"The clock is now an argument, so midnight and leap years can be tested at noon.",
			"Every test has its own database, cloned from a template in a fraction of a second.",
			"Running each new test a hundred times before merging caught {few} of them in the first week.",
		},
		closes: []string{
			"A red build means something again.",
			"Of all the flaky tests, {percent} percent had found a real bug that we had refused to believe.",
			"The suite is a third smaller, and nobody misses what we removed.",
		},
	},
	{
		tags: "tooling|reliability",
		words: words{
			"code": "date parser|price calculator|URL router|diff algorithm|cursor codec|currency converter|CSV reader|" +
				"version comparator|retry scheduler|text tokenizer",
		},
		titles: []string{
			"Property-based testing of our {code}",
			"What a fuzzer found in the {code}",
			"An oracle for the {code}",
			"Round trips: testing the {code} with properties",
			"Ten thousand examples for the {code}",
		},
		opens: []string{
			"Our {code} had {percent} example tests, all written by the person who wrote the code.",
			"It took the fuzzer {few} minutes to break a {code} that had been in production for {years}.",
			"The specification of the {code} fits into {few} sentences, and each of them can be a test.",
		},
		details: []string{
			"Encoding and then decoding must give back the same value, and for one emoji it did not.",
			"A slow, naïve implementation serves as the oracle for the fast one.",
			"Shrinking turned a failure of two hundred characters into one of {few}.",
			"Every counterexample is kept as a plain test, so that it stays fixed.",
			"The hardest part was to state what the code promises, and that was worth the effort by itself.",
		},
		closes: []string{
			"We found {few} bugs in a week, and one of them in the specification.",
			"Example tests show that it works; properties show what \"works\" means.",
			"The corpus lives in the repository and grows by itself.",
		},
	},
	{
		tags: "refactoring|tooling",
		words: words{
			"code": "repository layer|payment adapter|mail sender|order workflow|file storage|search client|message consumer|" +
				"user import",
		},
		titles: []string{
			"Fewer mocks in the {code}",
			"Testing the {code} against the real thing",
			"Our mocks agreed and the {code} was still broken",
			"Fakes instead of mocks for the {code}",
			"Refactoring the {code} without touching its tests",
		},
		opens: []string{
			"All tests of the {code} passed on the day it lost its first message.",
			"Renaming one private method of the {code} broke {few} dozen tests and no behaviour.",
			"The tests of the {code} repeated its implementation line by line, in a different syntax.",
		},
		details: []string{
			"A real server started once per test run costs less than a second.",
			"One fake, kept beside the interface and tested against the real thing, replaced all of the mocks.",
			"We assert on what can be observed from outside and leave the order of calls alone.",
			"The mock returned rows in insertion order, a favour that the database never promised.",
			"About {percent} percent of the assertions were about the mocks themselves.",
		},
		closes: []string{
			"The suite is slower by {few} seconds and right more often.",
			"A mock is an opinion about somebody else's code.",
			"The next refactoring changed no test at all, and that was the goal.",
		},
	},
	{
		tags: "api-design|ci",
		titles: []string{
			"Contract tests between the app and the {service}",
			"Consumer-driven contracts for the {service}",
			"Breaking the {service} API on purpose",
			"Who tests the seam between the app and the {service}?",
			"Golden files for the {service} API",
		},
		opens: []string{
			"The {service} and the app were both well tested, and the bug sat exactly between them.",
			"A field of the {service} changed from null to missing, and {few} clients noticed.",
			"Our end-to-end tests for the {service} needed {few} teams to be healthy at the same time.",
		},
		details: []string{
			"Each consumer states the fields it reads, and the provider runs those statements as tests.",
			"The error answers are part of the contract, since clients depend on them as well.",
			"A golden file of every response makes a change visible in the diff, where a reviewer can ask about it.",
			"We removed a field on purpose in staging, and only {few} of the nine alarms went off.",
			"Contracts run in seconds on both sides and need no shared environment.",
		},
		closes: []string{
			"We kept {few} end-to-end tests for the paths that earn money.",
			"Breaking changes are now a conversation before the merge, not after it.",
			"The contract turned out to be the best documentation we have.",
		},
	},
	{
		tags: "performance|reliability",
		words: words{
			"load": "three|five|eight|twelve",
		},
		titles: []string{
			"Load testing the {service} before the sale",
			"How many users can the {service} take?",
			"A load test that told the truth about the {service}",
			"Replaying production traffic against the {service}",
			"The {service} at {load} times its normal load",
		},
		opens: []string{
			"The first load test of the {service} was a success, because it had mostly tested the cache.",
			"Marketing promised {load} times the usual traffic, and nobody knew whether the {service} would survive it.",
			"We recorded one hour of production traffic and played it back to the {service} at {load} times the speed.",
		},
		details: []string{
			"The generator waited for each answer, so it slowed down politely whenever the server did.",
			"At about {percent} percent of the target, the connection pool ran dry long before the processor was busy.",
			"Realistic data mattered more than realistic volume, since our test customers had {few} orders each.",
			"Above its limit the service now refuses quickly instead of answering late.",
			"We repeat the test every week, as capacity is lost in small steps.",
		},
		closes: []string{
			"The big day was uneventful, and the graphs are framed in the kitchen.",
			"The bottleneck was a log line.",
			"We know the limit now, and it is written on the dashboard.",
		},
	},
}}
