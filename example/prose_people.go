package main

var aboutFrontend = topic{category: "Frontend", weight: 11, stories: []story{
	{
		tags: "performance|tooling",
		words: words{
			"page": "landing page|checkout page|dashboard|product page|sign-up form|help centre|editor|start page",
			"kb":   "180|240|410|650|900",
		},
		titles: []string{
			"Taking {kb} kilobytes out of the {page}",
			"What is in the bundle of our {page}?",
			"The {page} on a slow phone",
			"Code splitting the {page}",
			"A performance budget for the {page}",
		},
		opens: []string{
			"On a cheap phone with a weak signal, the {page} needed {few} seconds before anything could be tapped.",
			"The bundle of the {page} held {few} date libraries and two copies of the same chart.",
			"We bought the phone that most of our visitors use, opened the {page} and waited.",
		},
		details: []string{
			"Loading the chart component on demand moved {kb} kilobytes off the critical path.",
			"Fonts were the surprise: {few} weights were downloaded, and two of them were used.",
			"One import pulled in a whole utility library for the sake of a single function.",
			"Third-party tags made up {percent} percent of the script time, and nobody could name their owners.",
			"The build now fails when the budget is exceeded and prints what has grown.",
		},
		closes: []string{
			"Conversion on slow connections rose measurably, which made the next budget easy to get.",
			"The fastest script is still the one that is not there.",
			"We keep the phone on the desk and look at it before every release.",
		},
	},
	{
		tags: "accessibility",
		words: words{
			"component": "date picker|combobox|modal dialog|data table|tab bar|toast message|file upload|carousel|menu button",
		},
		titles: []string{
			"Building an accessible {component} from scratch",
			"What a screen reader makes of our {component}",
			"Keyboard first: rebuilding the {component}",
			"The {component} is harder than it looks",
			"Back to the platform: replacing our {component}",
		},
		opens: []string{
			"A customer wrote that she could not get past our {component} without a mouse.",
			"We listened to the {component} with a screen reader, and it said \"group\" {few} times and nothing else.",
			"Our {component} looked perfect and consisted entirely of div elements.",
		},
		details: []string{
			"A native element brought focus handling, Escape and the right role for free.",
			"Focus now moves in, stays in and returns to where it came from.",
			"An automatic checker finds about {percent} percent of the problems; a keyboard finds most of the rest.",
			"The visible label and the announced one had been different for {years}.",
			"Colour alone no longer carries any meaning, which helped everybody in bright sunlight.",
		},
		closes: []string{
			"We tested with {few} people who rely on it, and learned something from each of them.",
			"The new version has half the code, because the browser does the other half.",
			"Accessibility was the reason, and a better component for everyone was the result.",
		},
	},
	{
		tags: "refactoring|api-design",
		words: words{
			"widget": "shopping cart|draft editor|filter panel|booking wizard|notification centre|kanban board|seat map|" +
				"comment thread",
		},
		titles: []string{
			"Putting the state of the {widget} into the URL",
			"Less global state: the {widget}",
			"Optimistic updates in the {widget}",
			"A state machine for the {widget}",
			"Who owns the data in the {widget}?",
		},
		opens: []string{
			"A reload emptied the {widget}, and the bug report called it a data loss.",
			"Four components kept their own copy of the {widget} state, and on some days they agreed.",
			"The {widget} had {few} boolean flags, and most of their combinations made no sense.",
		},
		details: []string{
			"What the server knows stays in a cache of server data, and only what the user is doing right now is state.",
			"Drawing the states on paper removed {few} of them before any code was written.",
			"The change shows at once and is taken back with an explanation when the server refuses.",
			"Filters, sorting and the open tab live in the address, so a link shows what the sender saw.",
			"Deriving values instead of storing them deleted {percent} percent of the reducer.",
		},
		closes: []string{
			"The back button works, and support has stopped asking for screenshots.",
			"There is less to test, because there is less that can be wrong.",
			"The library did not change; our idea of who owns what did.",
		},
	},
	{
		tags: "tooling|refactoring",
		words: words{
			"part": "card grid|sidebar|pricing table|navigation bar|reading view|settings form|photo gallery|page footer|" +
				"search header",
		},
		titles: []string{
			"Rewriting the {part} with CSS grid",
			"Container queries in the {part}",
			"Design tokens for the {part}",
			"How much CSS does a {part} need?",
			"Dark mode for the {part}",
		},
		opens: []string{
			"The styles of the {part} had grown to {few} hundred lines, and half of them undid the other half.",
			"The {part} knew the width of the window, although it only ever cared about its own.",
			"Designers and developers used {few} different greys in the {part}, all by accident.",
		},
		details: []string{
			"Grid replaced the nested wrappers, and the media queries shrank to a single one.",
			"Tokens carry a purpose rather than a colour, so a theme is a table of values.",
			"Cascade layers ended the arms race of ever longer selectors.",
			"Logical properties made the right-to-left version almost free.",
			"Visual comparison of {few} screen sizes caught what the review did not.",
		},
		closes: []string{
			"The stylesheet is {percent} percent shorter and has no exceptions left.",
			"CSS has quietly become good at this.",
			"We deleted the framework last, and nobody noticed.",
		},
	},
	{
		tags: "performance|accessibility",
		words: words{
			"list": "activity feed|order list|message inbox|photo stream|audit log|job board|search result list|reading list",
		},
		titles: []string{
			"Infinite scroll or pages for the {list}?",
			"Virtualising the {list}",
			"Restoring the scroll position of the {list}",
			"Cursor pagination in the {list}",
			"What happens at row ten thousand of the {list}",
		},
		opens: []string{
			"After {few} minutes of scrolling, the {list} had put so many nodes on the page that typing lagged.",
			"Going back from a detail view always dropped the reader at the top of the {list}.",
			"New entries arrived while the {list} was open, and every one of them moved what people were reading.",
		},
		details: []string{
			"Only the visible rows and a small margin exist, which made the browser's own search useless until we handled it.",
			"The cursor of the first visible row goes into the address and brings the reader back to the same place.",
			"New rows wait behind a small button instead of pushing the others down.",
			"A footer below an endless list can never be reached, and ours held the legal notice.",
			"Usage data said that {percent} percent of readers never leave the first screen.",
		},
		closes: []string{
			"We chose a plain \"load more\" button, and it tested best.",
			"Scrolling is smooth again on the oldest laptop in the office.",
			"The hard part was not drawing the rows but remembering where somebody had been.",
		},
	},
}}

// aboutTeamwork has no category: such articles belong to none of the others.
var aboutTeamwork = topic{weight: 6, stories: []story{
	{
		tags: "process",
		titles: []string{
			"How the {team} team reviews code",
			"Smaller pull requests in the {team} team",
			"Review comments that help: notes from the {team} team",
			"Pairing instead of reviewing: an experiment in the {team} team",
		},
		opens: []string{
			"A pull request in the {team} team used to wait {few} days for its first comment.",
			"We read {percent} old reviews of the {team} team and sorted the comments by what they had changed.",
			"The {team} team agreed to look at nothing larger than three hundred lines, for one month.",
		},
		details: []string{
			"Most comments were about style, which a formatter can argue about more patiently.",
			"A description that says why saves the reviewer from guessing what.",
			"Questions are welcome, while orders need a reason.",
			"The first hour of the day now belongs to other people's work.",
		},
		closes: []string{
			"The median review takes less than {few} hours, and the tone has improved as well.",
			"We kept the limit, although nobody checks it any more.",
			"Review is teaching in both directions, and it should be planned as such.",
		},
	},
	{
		tags: "process|legacy",
		words: words{
			"doc": "runbook|onboarding guide|style guide|design document|release checklist|glossary|architecture overview|" +
				"troubleshooting guide",
		},
		titles: []string{
			"The {doc} people actually read",
			"Writing the {doc} for a tired colleague",
			"Our {doc} was out of date, and that was the least of it",
			"The {doc} of the {team} team, rewritten",
		},
		opens: []string{
			"Our {doc} had {few} authors, none of whom worked here any longer.",
			"We asked a new colleague to follow the {doc} literally, and she was stuck at step {few}.",
			"The {team} team deleted its {doc} and waited to see who would miss it.",
		},
		details: []string{
			"Each page begins with the question it answers, so that readers can leave early.",
			"It lives beside the code and is reviewed with it, which keeps the two from drifting apart.",
			"Commands can be copied and run as they stand, and CI runs them once a week.",
			"Half of the text explained decisions that had been reversed long ago.",
		},
		closes: []string{
			"It is {percent} percent shorter than before and has more readers.",
			"Whoever finds a mistake fixes it, and that is the whole process.",
			"Writing it took two days; the arguments it has saved would fill a month.",
		},
	},
	{
		tags: "process|incident",
		words: words{
			"ritual": "daily stand-up|sprint review|estimation meeting|on-call handover|architecture forum|retrospective|" +
				"planning day|status report",
		},
		titles: []string{
			"We cancelled the {ritual} for a month",
			"What the {ritual} is for",
			"Putting the {ritual} in writing",
			"The {ritual} of the {team} team, revised",
		},
		opens: []string{
			"Nobody could remember why the {ritual} had been introduced, so we stopped it for a month.",
			"The {ritual} took {few} people an hour each week and ended without notes.",
			"When the {team} team spread over {few} time zones, the {ritual} was the first thing to suffer.",
		},
		details: []string{
			"A written version the day before cut the talking to the points in dispute.",
			"What we missed was not the information but the chance to ask.",
			"Decisions now have a date, an owner and a place where they can be found.",
			"Attendance became optional, and the agenda improved within {few} weeks.",
		},
		closes: []string{
			"It came back in a shorter form, and with a reason.",
			"We gained {few} hours a week and lost nothing that anyone could name.",
			"Try it with an end date, since experiments without one become policy.",
		},
	},
	{
		tags: "process",
		words: words{
			"role": "backend engineer|site reliability engineer|data engineer|designer|tech lead|support engineer|" +
				"security engineer|test engineer",
		},
		titles: []string{
			"Interviewing for a {role}: what we changed",
			"The first thirty days of a {role}",
			"A fair take-home task for a {role}",
			"What I learned as a {role} on call",
			"Notes from a {role} in the {team} team",
		},
		opens: []string{
			"A new {role} in the {team} team shipped a change on the second day, and that was no accident.",
			"We asked the last {few} people who joined as a {role} what had confused them most.",
			"Nobody becomes a {role} by reading a wiki, least of all ours.",
		},
		details: []string{
			"A named buddy and a list of small real tasks worked better than any presentation.",
			"The exercise now resembles the job, down to an unclear ticket and a colleague to ask.",
			"Every question is written down, and the answer goes into the handbook rather than into chat.",
			"Shadowing one shift taught more about the systems than {weeks} of reading.",
		},
		closes: []string{
			"The most useful sentence of the first week is \"I do not know either\".",
			"We repeat the survey every half-year and fix the top complaint.",
			"It takes time, and it is the cheapest time we spend.",
		},
	},
}}
