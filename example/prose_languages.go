package main

var aboutGo = topic{category: "Go", weight: 12, stories: []story{
	{
		tags: "concurrency|reliability",
		words: words{
			"place": "import worker|websocket gateway|webhook sender|export handler|mail dispatcher|crawler|" +
				"thumbnail service|price poller|queue consumer",
		},
		titles: []string{
			"A goroutine leak in the {place}",
			"Passing context all the way down the {place}",
			"Graceful shutdown for the {place}",
			"Who cancels whom? Contexts in the {place}",
			"Structured concurrency for the {place}",
		},
		opens: []string{
			"The {place} gained {few} hundred goroutines an hour, and nobody noticed until it was restarted for another reason.",
			"Stopping the {place} used to take half a minute, because nothing in it listened to its context.",
			"A client that hung up did not stop the {place} from finishing work that nobody was waiting for.",
		},
		details: []string{
			"A goroutine profile pointed at one unbuffered channel whose reader had returned early.",
			"Every function that blocks now takes a context as its first argument, and a linter insists on it.",
			"With errgroup we replaced {few} hand-written wait groups and the bug in each of them.",
			"The test starts the server, cancels its context and asserts that the goroutine count returns to what it was.",
			"The ticker was never stopped, which is easy to forget and harder to see in review.",
		},
		closes: []string{
			"Memory has been flat ever since.",
			"The rule fits on one line: whoever starts a goroutine knows how it ends.",
			"Deployments got {few} times faster, simply because old processes leave when asked.",
		},
	},
	{
		tags: "performance|tooling",
		words: words{
			"path": "JSON encoder|log formatter|CSV export|router|template renderer|rate limiter|token parser|diff engine|" +
				"query builder",
		},
		titles: []string{
			"Halving the allocations of our {path}",
			"Profiling the {path} with pprof",
			"What escape analysis says about our {path}",
			"The {path} and the garbage collector",
			"A faster {path} without unsafe",
		},
		opens: []string{
			"A CPU profile of the {path} showed {percent} percent of the time in the garbage collector.",
			"The {path} was fast in its benchmark and slow in production, which usually means that the benchmark is wrong.",
			"We had one week to make the {path} cheaper, and spent the first two days measuring.",
		},
		details: []string{
			"Preallocating one slice and reusing one buffer removed {few} of the seven allocations per call.",
			"Passing a value instead of a pointer kept it on the stack, as the compiler's -m flag had been telling us all along.",
			"A sync.Pool helped only after we stopped putting oversized buffers back.",
			"Running benchstat over ten runs kept us honest about changes that were merely noise.",
			"The clever version won by {percent} percent and lost the review, because nobody could explain it.",
		},
		closes: []string{
			"The final diff removes more lines than it adds.",
			"Most of the gain came from not doing things, and little from doing them faster.",
			"The benchmark now runs on every pull request and reports a ratio.",
		},
	},
	{
		tags: "refactoring|api-design",
		words: words{
			"layer": "storage layer|payment client|command line tool|queue consumer|config loader|API client|" +
				"migration tool|mail adapter",
		},
		titles: []string{
			"Errors as values in the {layer}",
			"When to wrap an error in the {layer}",
			"Typed errors for our {layer}",
			"How the {layer} reports what went wrong",
			"Reading errors.Is and errors.As again: the {layer}",
		},
		opens: []string{
			"Callers of the {layer} used to match error strings, and each of them matched a different part.",
			"An incident made us read every error that the {layer} returns, all {few} dozen of them.",
			"The {layer} logged each failure {few} times and explained it not once.",
		},
		details: []string{
			"One error type with a code replaced a page of sentinel values.",
			"We wrap where we add something that the caller does not know, and nowhere else.",
			"An error is either handled or returned, never logged and then returned as well.",
			"What a user may see is decided at the edge; everything below only says what happened.",
			"A table test lists every code beside the status it maps to.",
		},
		closes: []string{
			"Log volume fell by {percent} percent, and the lines that remain are worth reading.",
			"The package is no shorter than before, but its failures have names now.",
			"It is the least exciting refactoring of the year, and the one we notice most at night.",
		},
	},
	{
		tags: "api-design|refactoring",
		words: words{
			"thing": "repository|cache|event bus|validator|paginator|result set|worker pool|set type|priority queue",
		},
		titles: []string{
			"Do we need generics for the {thing}?",
			"A generic {thing} in eighty lines",
			"Small interfaces: rewriting the {thing}",
			"The {thing} whose interface had {few} type parameters",
			"Generics at the edge, plain code inside: the {thing}",
		},
		opens: []string{
			"We had {few} copies of the same {thing}, which differed in one type and in their bugs.",
			"The first generic version of our {thing} compiled, and nobody could read its signature.",
			"Before type parameters, the {thing} was full of type assertions that held until they did not.",
		},
		details: []string{
			"Type parameters stay on the outermost function, and everything below it works on plain values.",
			"An interface with one method was enough for {percent} percent of the callers.",
			"The constraint became shorter each time we asked which operation was really used.",
			"Declaring the interface beside its consumer let us delete the mocks.",
			"Benchmarks showed no difference worth mentioning, in either direction.",
		},
		closes: []string{
			"The zero value works, so most callers need no constructor.",
			"We kept the concrete type wherever there was only one.",
			"If in doubt, write it twice and then decide.",
		},
	},
	{
		tags: "concurrency|ci",
		titles: []string{
			"What the race detector found in the {service}",
			"A data race in the {service}",
			"Running the {service} under the race detector",
			"Two goroutines, one map: a bug in the {service}",
			"Every linter on: one month with the {service}",
		},
		opens: []string{
			"The {service} crashed once a week with a concurrent map write, and always on a Thursday.",
			"CI for the {service} had never run with the race detector, because it made the suite {few} times slower.",
			"We switched on every check we could find for the {service}, one pull request at a time.",
		},
		details: []string{
			"The culprit was a package-level map that a handler filled on its first request.",
			"A mutex fixed it in a minute, and removing the shared state fixed it for good.",
			"Of the {few} dozen findings, all but one were real.",
			"Tests now run in parallel by default, which is a cheap way to make races show themselves.",
			"Each exception to a linter carries its reason in a comment, and most reasons did not survive being written down.",
		},
		closes: []string{
			"The slower build is worth it: no crash since.",
			"We have stopped arguing about style, which may be the larger gain.",
			"The {team} team has copied the configuration already.",
		},
	},
}}

var aboutPython = topic{category: "Python", weight: 12, stories: []story{
	{
		tags: "tooling|legacy",
		words: words{
			"code": "pricing library|admin backend|scraper|forecasting package|report generator|internal SDK|task runner|" +
				"payroll importer|course platform",
		},
		titles: []string{
			"Adding type hints to the {code}",
			"Strict mypy on the {code}",
			"What type hints found in the {code}",
			"Gradual typing for the {code}",
			"Protocols instead of base classes in the {code}",
		},
		opens: []string{
			"The {code} is older than type hints, and its authors have moved on.",
			"We began with one module of the {code} and the strictest settings we could find.",
			"Every new colleague asked what the dictionaries in the {code} contain, so we wrote it down as types.",
		},
		details: []string{
			"The checker found {few} real bugs on the first day, each a forgotten None.",
			"TypedDict described the old dictionaries without forcing us to replace them.",
			"A Protocol says what we need from an argument without saying who it has to be.",
			"New files must pass in strict mode, and old ones may only get better.",
			"Coverage of hints went from {percent}% to 92% within {weeks}.",
		},
		closes: []string{
			"Refactoring no longer starts with a search for the word \"type\" in the comments.",
			"The hints are documentation that somebody checks.",
			"Editors became useful again, which convinced the last sceptics.",
		},
	},
	{
		tags: "concurrency|performance",
		words: words{
			"code": "webhook receiver|image proxy|chat backend|feed reader|price scraper|email gateway|bulk importer|" +
				"link checker",
		},
		titles: []string{
			"Moving the {code} to asyncio",
			"The blocking call that froze our {code}",
			"Threads, processes or asyncio for the {code}?",
			"Task groups in the {code}",
			"Backpressure for the {code}",
		},
		opens: []string{
			"The {code} spends {percent} percent of its time waiting for other people's servers.",
			"One synchronous DNS lookup was enough to stop the whole event loop of the {code}.",
			"With threads, the {code} used {few} gigabytes of memory to do almost nothing.",
		},
		details: []string{
			"A semaphore limits the number of open requests, and a bounded queue slows the producer down.",
			"Debug mode reports every callback that takes longer than a tenth of a second.",
			"Work that needs the processor goes to a process pool; everything else stays on the loop.",
			"A task group cancels its siblings when one of them fails, so no exception gets lost.",
			"We kept the synchronous interface for callers and hid the loop behind it.",
		},
		closes: []string{
			"Throughput rose by a factor of {few} on the same machine.",
			"Async is contagious, so decide early where it ends.",
			"The code is longer than before, but it says what it waits for.",
		},
	},
	{
		tags: "tooling|ci",
		words: words{
			"code": "billing scripts|data platform|admin backend|model server|internal tools|documentation site|ETL pipeline|" +
				"notebook server",
		},
		titles: []string{
			"Reproducible builds for the {code}",
			"Locking the dependencies of the {code}",
			"From requirements.txt to a lock file: the {code}",
			"A smaller container image for the {code}",
			"Upgrading Python under the {code}",
		},
		opens: []string{
			"Monday's build of the {code} failed although nobody had changed a line.",
			"The image for the {code} weighed {few} gigabytes, and most of it was a compiler.",
			"We wanted the same commit of the {code} to give the same environment a year later.",
		},
		details: []string{
			"A transitive dependency without an upper bound had released a new major version overnight.",
			"A lock file with hashes pins everything, and a weekly job proposes the updates.",
			"Building wheels in one stage and copying them into the next removed {percent} percent of the size.",
			"Half of the direct dependencies turned out to be unused.",
			"Installing from a local index cut the build from minutes to {few} seconds.",
		},
		closes: []string{
			"Upgrades are now small, frequent and dull.",
			"The next release of Python took us an afternoon.",
			"What is not locked will change, usually on a Monday.",
		},
	},
	{
		tags: "performance|tooling",
		words: words{
			"job": "sales forecast|churn report|invoice reconciliation|sensor import|click stream summary|stock valuation|" +
				"payroll export|route planner",
		},
		titles: []string{
			"Making the {job} fit into memory",
			"The {job} went from hours to minutes",
			"Less pandas, more SQL: the {job}",
			"Vectorising the {job}",
			"Where the time goes in the {job}",
		},
		opens: []string{
			"The {job} was killed by the kernel on the last day of every month.",
			"A loop over {few} million rows sat at the heart of the {job}.",
			"The {job} had grown from a notebook into something that people plan their mornings around.",
		},
		details: []string{
			"Reading only the columns we use saved {percent} percent of the memory before we had touched any logic.",
			"The grouping moved into the database, where the data already was.",
			"Categories instead of strings made the joins {few} times faster.",
			"A line profiler blamed a date parser that was called once per row.",
			"Chunks of a hundred thousand rows keep the peak flat, whatever the month brings.",
		},
		closes: []string{
			"It now runs on a laptop, which makes it testable.",
			"The results agree with the old ones to the last cent.",
			"We did not need a cluster; we needed to read our own code.",
		},
	},
	{
		tags: "postgresql|performance|legacy",
		words: words{
			"page": "order admin|customer list|course catalogue|ticket inbox|booking calendar|invoice archive|member directory",
			"many": "340|612|900|1,200",
		},
		titles: []string{
			"The N+1 query behind our {page}",
			"From {many} queries to {few}: the {page}",
			"Counting queries on the {page}",
			"Django's prefetch_related and the {page}",
			"What the ORM did to our {page}",
		},
		opens: []string{
			"The {page} sent {many} queries to draw fifty rows.",
			"Locally the {page} felt instant, since the database was empty and one millisecond away.",
			"A harmless property on the model made the {page} slower with every new customer.",
		},
		details: []string{
			"One select_related for the foreign keys and one prefetch_related for the rest did most of the work.",
			"A test now fails when the number of queries depends on the number of rows.",
			"The serializer touched a relation that the view had not loaded, once per row.",
			"For the totals we wrote an annotation, and let the database do the counting.",
			"The debug toolbar had shown it all along, to anyone who scrolled down.",
		},
		closes: []string{
			"The page answers in under a tenth of a second again.",
			"The ORM did what it was told; we had not listened to ourselves.",
			"We log the query count of every request now, and it is our favourite graph.",
		},
	},
}}
