package main

var aboutDatabases = topic{category: "Databases", weight: 15, stories: []story{
	{
		tags: "postgresql|migration",
		words: words{
			"workload": "job queue|session store|event log|feature flag store|rate limiter|audit trail|" +
				"notification outbox|search index|lock service|document store",
			"rate": "forty|two hundred|six hundred|nine hundred|two thousand",
		},
		titles: []string{
			"Why we moved our {workload} back into PostgreSQL",
			"One database less: the {workload} is a table now",
			"Our {workload} did not need its own cluster",
			"Using PostgreSQL for the {workload}, one year in",
		},
		opens: []string{
			"Our {workload} had lived in a cluster of its own for {years}, and nobody could say what that bought us.",
			"Two systems of record meant two backups and two upgrade plans, and the {workload} kept drifting from the rows it described.",
			"Every second incident review mentioned the {workload}, so we looked at what it actually stores.",
			"The cluster behind the {workload} was due for an upgrade, and the cheapest upgrade was to switch it off.",
		},
		details: []string{
			"At {rate} writes a second, one well-indexed table on the existing primary is nowhere near its limit.",
			"Writing it in the same transaction as the business data removed a whole class of half-finished states.",
			"We ran both in parallel for {weeks} and compared them row by row before we switched the reads over.",
			"The part that needed care was vacuum: a busy table with short-lived rows wants its own settings.",
			"What used to be a client library with its own retry rules is now {few} SQL statements.",
		},
		closes: []string{
			"The on-call rotation has one thing fewer to know.",
			"We would still reach for a dedicated system, but only when the numbers ask for it.",
			"The hosting bill fell by {percent} percent, and so did the number of dashboards.",
			"If you try this, measure lock waits from the first day.",
		},
	},
	{
		tags: "postgresql|performance",
		words: words{
			"query": "the order history page|our invoice search|the unread counter|the nightly report|the activity feed|" +
				"the customer export|the stock lookup|the audit screen|the team dashboard",
			"buffers": "9,000|41,000|120,000|300,000",
		},
		titles: []string{
			"How one partial index fixed {query}",
			"Reading EXPLAIN output for {query}",
			"Why the planner ignored our index on {query}",
			"{Query} and the case of the missing index",
			"From seconds to milliseconds: {query}",
		},
		opens: []string{
			"Last spring {query} took {few} seconds at the ninety-ninth percentile, although every column it filters on was indexed.",
			"The planner chose a sequential scan for {query}, and for once it was right.",
			"Users had stopped complaining about {query}; they had simply got used to waiting.",
			"A routine upgrade changed one query plan, and it was the one behind {query}.",
		},
		details: []string{
			"EXPLAIN with BUFFERS showed {buffers} pages read in order to return twenty rows.",
			"A composite index in the order of the ORDER BY clause turned the sort into a short walk.",
			"The statistics target on the status column was too low, so the row estimate was off by a factor of a thousand.",
			"Restricting the index to open rows made it {percent} percent smaller, small enough to stay in memory.",
			"We tried a covering index first, and gave it up when write latency rose by {percent} percent.",
		},
		closes: []string{
			"The same request now touches fewer than fifty pages.",
			"We keep the two plans side by side in the repository, as a warning.",
			"The moral is an old one: look at the plan before you look at the hardware.",
			"None of this needed a new database, only an evening with the old one.",
		},
	},
	{
		tags: "postgresql|migration|reliability",
		words: words{
			"op": "adding a NOT NULL column|splitting a JSON column|widening a primary key|dropping an unused column|" +
				"backfilling a tenant id|renaming a column|adding a foreign key|partitioning by month",
			"rows": "eighty million rows|two hundred million rows|half a billion rows|a billion rows",
		},
		titles: []string{
			"{Op} on a table of {rows}",
			"{Op} without downtime",
			"{Op}: the runbook we wish we had",
			"{Op} while the shop stays open",
		},
		opens: []string{
			"On paper, {op} is one line of SQL; on a table of {rows} it is a project.",
			"The first attempt at {op} blocked every read for {few} minutes, because a lock queue had formed behind it.",
			"We had put off {op} for {years}, and the table did not get any smaller.",
		},
		details: []string{
			"We set lock_timeout to {few} seconds and tried again, so that a waiting migration never blocked the readers.",
			"The backfill ran in small batches, each in its own transaction, and paused whenever replication lag grew.",
			"Constraints went in as NOT VALID and were validated later, which needs only a light lock.",
			"Old and new code had to work with both shapes of the table, so the change went out in {few} deployments.",
			"A rehearsal on a restored backup told us how long each step would take, to within {percent} percent.",
		},
		closes: []string{
			"No customer noticed, which is the only review a migration should get.",
			"The runbook is now a checklist of nine steps, and step one is still a backup.",
			"It took {weeks} from the first draft to the last validated constraint.",
			"Next time we will start while the table is small.",
		},
	},
	{
		tags: "performance|api-design",
		words: words{
			"list": "the order list|the audit log|the message inbox|the product catalogue|the public API|the event stream|" +
				"the admin console|the customer list",
			"page": "400|900|2,000|5,000",
		},
		titles: []string{
			"Keyset pagination for {list}",
			"What happened to {list} at page {page}",
			"Leaving OFFSET behind in {list}",
			"Duplicates on page two: fixing {list}",
			"Stable cursors for {list}",
		},
		opens: []string{
			"A crawler reached page {page} of {list} and took the primary database with it.",
			"Rows inserted between two requests made {list} show some entries twice and others never.",
			"With OFFSET, the database reads every row it skips, and {list} was skipping a great many.",
		},
		details: []string{
			"A cursor now holds the sort values of the last row, and the next page starts right behind them.",
			"The primary key goes last in every order, because a timestamp alone does not tell two rows apart.",
			"NULLs needed a rule of their own: last when ascending, first when descending.",
			"The token is signed, so that nobody builds one by hand and then asks us to support it.",
			"Deep pages cost the same as the first one, about {few} index pages.",
		},
		closes: []string{
			"We kept numbered pages for people, and give cursors to programs.",
			"The total count turned out to be the slower half, and most clients never looked at it.",
			"The index did not change; only the question we ask it did.",
		},
	},
	{
		tags: "postgresql|concurrency",
		words: words{
			"feature": "seat booking|stock counter|wallet balance|coupon redemption|invoice sequence|appointment calendar|" +
				"loyalty ledger|gift card balance",
		},
		titles: []string{
			"A lost update in the {feature}",
			"Serializable isolation for the {feature}",
			"Optimistic or pessimistic: locking the {feature}",
			"The race condition in our {feature}",
			"Two users, one row: concurrency in the {feature}",
		},
		opens: []string{
			"Twice a month the {feature} was wrong by exactly one, and only on busy days.",
			"The code behind the {feature} read a value, changed it in memory and wrote it back, as code does.",
			"Support sent us a screenshot of the {feature} that should not have been possible.",
		},
		details: []string{
			"Two transactions at READ COMMITTED saw the same row, and the later one overwrote the earlier.",
			"A version column and a conditional UPDATE made the conflict visible instead of silent.",
			"Under SERIALIZABLE about {few} transactions in a thousand fail, and all of them succeed on the second try.",
			"SELECT FOR UPDATE was the shortest patch, but it serialised everybody behind the slowest client.",
			"A test with two connections and a barrier reproduces the fault within {few} seconds.",
		},
		closes: []string{
			"The retry loop is twelve lines long and lives in one place.",
			"We repaired {few} hundred rows by hand and wrote an apology to each customer.",
			"A unique constraint remains the best lock we know.",
		},
	},
}}

var aboutArchitecture = topic{category: "Architecture", weight: 13, stories: []story{
	{
		tags: "refactoring|migration",
		words: words{
			"part": "billing module|pricing engine|search backend|user directory|document store|shipping calculator|" +
				"import pipeline|report generator|discount engine|tax module",
		},
		titles: []string{
			"Folding the {part} back into the monolith",
			"We split off the {part} and then merged it back",
			"The {part} was never a good microservice",
			"What life as a microservice did to our {part}",
		},
		opens: []string{
			"Splitting off the {part} had looked like a clean cut, because it had its own tables and its own team.",
			"After {years} as a separate service, the {part} still waited for every release of the monolith it was meant to escape.",
			"As a service, the {part} needed {few} network calls for what used to be one function call.",
		},
		details: []string{
			"Most changes touched both repositories, and each of them waited for the slower pipeline.",
			"Transactions had turned into retries, and retries had turned into duplicate rows.",
			"Traces showed that {percent} percent of the latency was spent on serialisation.",
			"The way back took {weeks}, most of it spent on deleting clients, mocks and retry logic.",
			"An import rule checked in CI now guards the boundary that the network used to guard.",
		},
		closes: []string{
			"A module with a strict interface gave us the boundary without the network.",
			"Services are not the mistake; a boundary has to be true before it is worth a network hop.",
			"Releases are boring again, which was the point.",
		},
	},
	{
		tags: "api-design|reliability",
		words: words{
			"event": "order placed|invoice paid|parcel shipped|account closed|price changed|address updated|" +
				"subscription renewed|refund issued|item returned",
		},
		titles: []string{
			"Designing the \"{event}\" event",
			"Who owns the \"{event}\" event?",
			"A transactional outbox for \"{event}\"",
			"Versioning the \"{event}\" event without breaking anyone",
			"Everything we got wrong about \"{event}\"",
		},
		opens: []string{
			"The \"{event}\" event began as a notification and slowly became an API.",
			"Every team consumes \"{event}\", and until last month nobody owned its schema.",
			"One of our consumers missed the \"{event}\" event, and it took {few} days until anybody knew.",
		},
		details: []string{
			"Events are now written to an outbox table, in the same transaction as the state they describe.",
			"Consumers must tolerate duplicates, so each event carries an id that stays the same across retries.",
			"Fields may be added but never renamed, and a contract test fails the build of whoever tries.",
			"Putting the whole state into the payload saves consumers a callback, at the price of {few} kilobytes a message.",
			"Order is guaranteed per customer and nowhere else, which {few} consumers learned the hard way.",
		},
		closes: []string{
			"The schema now has an owner, a changelog and a period of notice.",
			"Replaying a day of traffic into a new consumer is routine now, and no longer a weekend project.",
			"An event is a promise, and promises deserve a review.",
		},
	},
	{
		tags: "process",
		words: words{
			"decision": "choosing a message broker|splitting the user table|adopting gRPC|dropping GraphQL|" +
				"moving to a single region|caching at the edge|going multi-tenant|leaving the ORM|buying a search engine",
		},
		titles: []string{
			"Decision record: {decision}",
			"{Decision}: the options we rejected",
			"What we wrote down before {decision}",
			"{Decision}, reconsidered",
		},
		opens: []string{
			"This note records the reasons behind {decision}, because the people who remember them are starting to leave.",
			"Few questions this year were argued about as much as {decision}.",
			"We had talked about {decision} for {years} without ever writing down why.",
		},
		details: []string{
			"For each option we listed what would have to be true for it to be the best one, and then went to measure.",
			"The prototype took {few} days and settled a debate that had lasted {weeks}.",
			"Reversibility weighed more than elegance: we preferred the option that could be undone in one sprint.",
			"The strongest counter-argument came from the {team} team, who would have carried the pager.",
			"We also noted what would make us change our minds, with numbers.",
		},
		closes: []string{
			"We will look at it again when the traffic doubles or the team does.",
			"Writing down what we did not choose has already saved {few} meetings.",
			"The record is one page long, and that is part of why people read it.",
		},
	},
	{
		tags: "reliability|api-design",
		words: words{
			"call": "payment call|address lookup|stock reservation|tax lookup|invoice upload|label request|credit check|" +
				"loyalty lookup",
			"hours": "six|24|48|72",
		},
		titles: []string{
			"Retries without duplicates: making the {call} idempotent",
			"A timeout budget for the {call}",
			"What happens when the {call} fails halfway",
			"A circuit breaker did not save our {call}",
			"Designing the {call} for failure",
		},
		opens: []string{
			"The {call} succeeded, the response was lost, and the client tried again.",
			"For {years} the {call} had no timeout, because it had never needed one.",
			"One slow dependency behind the {call} held every worker thread we had.",
		},
		details: []string{
			"A key chosen by the client and stored with the result makes the second attempt harmless.",
			"Each hop now gets what is left of the caller's deadline instead of a fresh thirty seconds.",
			"Backoff with jitter reduced the storm after a restart by {percent} percent.",
			"We keep results for {hours} hours, which is longer than any client keeps trying.",
			"The breaker opened at the right moment and then stayed open, since its probe used the same slow path.",
		},
		closes: []string{
			"Failure is now a state in the diagram rather than an arrow that leaves it.",
			"The rule we took away is short: never retry what you cannot recognise.",
			"None of it is new, and all of it was missing.",
		},
	},
	{
		tags: "caching|performance",
		words: words{
			"thing": "product page|price list|permission check|currency table|navigation menu|user profile|flag lookup|" +
				"tax table|delivery estimate",
			"reads": "three hundred|eight hundred|two thousand|five thousand",
		},
		titles: []string{
			"Caching the {thing} without lying to users",
			"How stale may the {thing} be?",
			"Cache invalidation for the {thing}",
			"The cache stampede behind the {thing}",
			"One cache key too few: the {thing}",
		},
		opens: []string{
			"The {thing} changes twice a day and is read {reads} times a second, so it looked like an easy cache.",
			"When the cached {thing} expired, every request tried to rebuild it at once.",
			"We asked how stale the {thing} may be, and got {few} different answers.",
		},
		details: []string{
			"Serving the old value while a single worker refreshes it made the spikes disappear.",
			"Keys carry a version number, so a deployment never reads what the previous one wrote.",
			"The hit rate went from {percent}% to 97% once the session id was out of the key.",
			"Events invalidate eagerly, and a short expiry repairs whatever the events have missed.",
			"Without the cache the database would manage as well, only {few} times slower.",
		},
		closes: []string{
			"A cache is a copy, and a copy needs an owner.",
			"The best part of the change was agreeing on a number for \"fresh enough\".",
			"We measured first this time, and it shows.",
		},
	},
}}
