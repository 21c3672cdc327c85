package main

var aboutDevOps = topic{category: "DevOps", weight: 13, stories: []story{
	{
		tags: "ci|performance",
		words: words{
			"repo": "monorepo|mobile app|billing service|design system|API gateway|data platform|storefront|admin console",
			"slow": "24|31|38|45|52",
			"fast": "six|eight|nine|eleven",
		},
		titles: []string{
			"Cutting the {repo} build from {slow} minutes to {fast}",
			"Why the {repo} pipeline was slow",
			"Caching done right in the {repo} pipeline",
			"A merge queue for the {repo}",
			"Where {slow} minutes go: profiling the {repo} build",
		},
		opens: []string{
			"A build of the {repo} took {slow} minutes, so people batched their changes, which made each build riskier.",
			"Nobody had looked at the {repo} pipeline as a whole since it was written.",
			"The {team} team asked for a faster {repo} build in {few} retrospectives in a row.",
		},
		details: []string{
			"Dependencies were downloaded {few} times per run, once for every job.",
			"The cache key contained the commit hash, so the cache was written on every run and never read.",
			"Splitting the tests by measured duration rather than by name evened out the shards.",
			"Jobs that cannot fail on a documentation change no longer run on one.",
			"Every step now reports its duration, and a slow one has to explain itself.",
		},
		closes: []string{
			"The build now takes {fast} minutes, and people wait for it instead of leaving for coffee.",
			"We spend {percent} percent less on runners, which paid for the work.",
			"A budget in the pipeline itself keeps it from creeping back.",
		},
	},
	{
		tags: "kubernetes|reliability",
		titles: []string{
			"The liveness probe that killed the {service}",
			"Rolling updates of the {service} without dropped requests",
			"Readiness is not liveness: probes for the {service}",
			"Draining connections of the {service}",
			"Why the {service} restarted every night",
		},
		opens: []string{
			"The {service} was restarted {few} times a night, always under load and always healthy a minute later.",
			"Each deployment of the {service} dropped a handful of requests, few enough to be ignored for {years}.",
			"The liveness probe asked the database, so a slow database restarted the whole {service}.",
		},
		details: []string{
			"Liveness now asks the process and nothing else, while readiness may ask its dependencies.",
			"A short pause before shutdown gives the load balancer time to notice.",
			"On SIGTERM the server stops accepting, finishes what it has begun and then leaves.",
			"A startup probe replaced the generous initial delay that somebody had once guessed.",
			"A disruption budget keeps at least {few} replicas running while nodes are drained.",
		},
		closes: []string{
			"The last {few} deployments lost no request at all.",
			"A probe is code that runs in production every ten seconds and deserves a review.",
			"The fix was nine lines of YAML and {weeks} of understanding.",
		},
	},
	{
		tags: "tooling|migration",
		words: words{
			"thing": "staging environment|DNS zone|VPN|object store|container registry|build farm|bastion host|mail relay|" +
				"CDN configuration",
		},
		titles: []string{
			"Importing the {thing} into Terraform",
			"The {thing} nobody dared to touch",
			"Drift: how the {thing} left its own definition",
			"Rebuilding the {thing} from code",
			"Two people can now change the {thing}",
		},
		opens: []string{
			"The {thing} had been set up by hand {few} years ago, by someone whose notes we never found.",
			"A plan for the {thing} showed {few} dozen differences between the code and the world.",
			"Changing the {thing} meant asking one colleague, and then she went on holiday.",
		},
		details: []string{
			"We imported one resource at a time and stopped whenever the plan was not empty.",
			"A nightly job runs the plan and opens a ticket when reality has moved.",
			"Small states with clear owners made reviews possible and mistakes affordable.",
			"Deleting it in a test account and building it again found {few} hidden dependencies.",
			"Manual changes are still allowed in an emergency, and they expire after a day.",
		},
		closes: []string{
			"The rebuild takes {few} hours and no longer needs a hero.",
			"What surprised us most was how little of it we still needed.",
			"It is dull to work on now, and we mean that as praise.",
		},
	},
	{
		tags: "reliability|process",
		titles: []string{
			"Canary releases for the {service}",
			"Rolling back the {service} in under a minute",
			"Deploying the {service} on a Friday",
			"Cleaning up the feature flags of the {service}",
			"Deploy is not release: flags in the {service}",
		},
		opens: []string{
			"The {service} used to go out once a fortnight, with a checklist and a quiet prayer.",
			"Rolling back the {service} took longer than the outage it was meant to end.",
			"We wanted a bad version of the {service} to hurt one customer in a hundred, and for {few} minutes at most.",
		},
		details: []string{
			"The new version gets one percent of the traffic and must match the old one on {few} metrics.",
			"Schema changes ship separately and always ahead of the code that needs them.",
			"Every flag has an owner and a date on which the build begins to complain.",
			"Rolling back is the same button as rolling out, so everybody has practised it.",
			"About {percent} percent of the flags had been on for everyone for more than a year.",
		},
		closes: []string{
			"We deploy {few} times a day now, and the releases have become too small to fear.",
			"The Friday rule is gone, since it only made Mondays worse.",
			"Most of the confidence came from deleting steps.",
		},
	},
	{
		tags: "incident|reliability",
		words: words{
			"place": "mail relay|partner gateway|internal wiki|metrics proxy|build cluster|load balancer|directory server|" +
				"webhook endpoint",
		},
		titles: []string{
			"The certificate that expired in the {place}",
			"Automatic certificates for the {place}",
			"Ninety days at a time: renewing the {place} certificate",
			"The {place} went dark on a Sunday",
		},
		opens: []string{
			"On a Sunday morning the certificate of the {place} expired, exactly when it had said it would.",
			"The reminder about the {place} went to the mailbox of a colleague who had left {few} months earlier.",
			"Renewing the certificate of the {place} was a yearly ritual of {few} manual steps.",
		},
		details: []string{
			"Renewal now happens by itself at two thirds of the lifetime, and an alert fires at three quarters.",
			"A certificate had been renewed on disk, but the process had never been told to read it again.",
			"We scan our own endpoints from outside, because the inventory will always miss one.",
			"Shorter lifetimes helped, since nobody forgets what happens every week.",
			"The chain was incomplete, which browsers forgive and HTTP clients do not.",
		},
		closes: []string{
			"There have been {few} silent renewals since, and nobody could tell you when.",
			"If it has a date on it, it belongs in monitoring.",
			"The review produced one action item, which is a good number.",
		},
	},
}}

var aboutObservability = topic{category: "Observability", weight: 8, stories: []story{
	{
		tags: "reliability|process",
		titles: []string{
			"Alert fatigue in the {service}",
			"An SLO for the {service}",
			"Which alerts of the {service} deserve a page?",
			"Error budgets for the {service}, half a year in",
			"We deleted most alerts of the {service}",
		},
		opens: []string{
			"The {service} paged somebody {few} times a night, and on most nights there was nothing to do.",
			"Before we could write an SLO for the {service}, we had to agree on what its users notice.",
			"Of all the alerts on the {service}, {percent} percent had never led to any action.",
		},
		details: []string{
			"We page on symptoms that users feel, and put causes on a dashboard.",
			"Burn rates over one hour and over six catch both the sudden failure and the slow one.",
			"Every page links to a runbook, and a page without one is removed after the shift.",
			"The first target was far too strict, as it left a budget of {few} minutes a month.",
			"When the budget is spent, reliability work comes first, and product management signed that sentence.",
		},
		closes: []string{
			"The pager is quiet enough that people believe it again.",
			"Fewer alerts did not mean fewer incidents found, only fewer nights lost.",
			"A number that nobody acts on is decoration.",
		},
	},
	{
		tags: "performance|tooling",
		titles: []string{
			"What tracing showed us about the {service}",
			"One trace from the browser to the database: the {service}",
			"Sampling traces of the {service} without losing the slow ones",
			"Adding OpenTelemetry to the {service}",
			"The gap in the trace: debugging the {service}",
		},
		opens: []string{
			"A single trace of the {service} explained what {weeks} of guessing had not.",
			"Requests to the {service} were slow, and every component on the way swore that it was fast.",
			"We instrumented the {service} in {few} days, most of which went into passing context through an old queue.",
		},
		details: []string{
			"Between two spans lay a gap of {few} hundred milliseconds: a connection pool that nobody had measured.",
			"Tail sampling keeps every error and every slow request, plus one percent of the rest.",
			"Putting the trace id into the log lines and the error page connected support to engineering.",
			"Spans named after routes instead of URLs made the statistics useful.",
			"The waterfall showed {few} calls in a row that could just as well run at once.",
		},
		closes: []string{
			"The ninety-fifth percentile fell by {percent} percent without any clever code.",
			"It costs us two percent of the processor, and we would pay more.",
			"Guesses are cheap until you add up the evenings.",
		},
	},
	{
		tags: "tooling",
		titles: []string{
			"Structured logs for the {service}",
			"Our log bill and the {service}",
			"What not to log in the {service}",
			"One event per request: logging in the {service}",
			"Log levels nobody reads: cleaning up the {service}",
		},
		opens: []string{
			"The {service} wrote {few} gigabytes of logs a day, and we searched them about once a month.",
			"During the last outage of the {service}, the line we needed had been dropped by the rate limit.",
			"Every developer of the {service} had a private regular expression for its logs.",
		},
		details: []string{
			"Each request now ends in one wide event that holds everything we know about it.",
			"Keys are checked against a list, so that user_id has one spelling instead of {few}.",
			"Personal data is removed by type at the source rather than by pattern at the sink.",
			"Debug lines are off by default and can be switched on for one customer for an hour.",
			"Dropping the start and end lines alone saved {percent} percent.",
		},
		closes: []string{
			"The bill halved, and questions that took an afternoon now take a query.",
			"A log line is written for a tired reader.",
			"Nobody has asked for the deleted lines yet.",
		},
	},
	{
		tags: "incident|reliability",
		words: words{
			"cause": "an expired token|a full disk|clock skew|a greedy regular expression|a forgotten index|a DNS change|" +
				"a retry storm|a leap day|a noisy neighbour|a stale cache",
			"minutes": "17|28|42|55|90",
		},
		titles: []string{
			"How {cause} took down the {service}",
			"Incident review: {minutes} minutes without the {service}",
			"Postmortem: {cause} and the {service}",
			"{Minutes} minutes of silence from the {service}",
		},
		opens: []string{
			"For {minutes} minutes the {service} answered nothing but errors, and the cause was {cause}.",
			"This is the story of {cause}, a busy afternoon and the {service}.",
			"The first alert about the {service} arrived {few} minutes after the first angry customer.",
		},
		details: []string{
			"The dashboard was green throughout, because it measured the load balancer and not the answers.",
			"We lost {few} minutes to a rollback of something that had not changed.",
			"The person who knew the system was on a train, and the runbook described last year's setup.",
			"Two safeguards existed, and each of them relied on the other.",
			"What ended the outage was a restart in the right order, which nobody had written down.",
		},
		closes: []string{
			"The review has {few} action items, each with an owner and a date.",
			"Nobody did anything unreasonable, and that is the part worth studying.",
			"We have since broken it on purpose twice, and both times it recovered by itself.",
		},
	},
	{
		tags: "performance|incident",
		words: words{
			"label": "user id|URL path|session id|product code|pod name|error message|query text|build number",
		},
		titles: []string{
			"The {label} label that filled our metrics store",
			"Cardinality: keep the {label} out of your labels",
			"How one {label} label became a million time series",
			"Budgeting time series after the {label} incident",
		},
		opens: []string{
			"Somebody added the {label} as a label, and {few} days later the metrics store ran out of memory.",
			"With the {label} as a label, one histogram turned into more than a million time series.",
			"We found the {label} in a metric while asking why a dashboard took a minute to load.",
		},
		details: []string{
			"A label is a dimension to group by; whatever identifies one request belongs in a trace.",
			"A limit per metric now drops the excess and says so, instead of taking everything down.",
			"Replacing it with the route template kept {few} series of every thousand and all of the insight.",
			"Recording rules compute the expensive ratios once, not once per viewer.",
			"Exemplars give us the way from a bucket to one concrete trace, without a label for it.",
		},
		closes: []string{
			"Queries are {few} times faster, and the store has room for another year.",
			"The linter for metric names now checks labels, too.",
			"Metrics answer how many; they were never meant to answer who.",
		},
	},
}}
