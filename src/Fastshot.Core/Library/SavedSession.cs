using System.Collections.Immutable;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>What came of a save: the session, the device that made it, and how long each step took.</summary>
public sealed record SavedSession(SessionInfo Session, Device Device, ImmutableArray<StepTime> Steps);

/// <summary>How long one step of a longer work took.</summary>
public readonly record struct StepTime(string Step, TimeSpan Time);
