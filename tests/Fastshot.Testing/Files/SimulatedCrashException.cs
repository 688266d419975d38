namespace Fastshot.Testing.Files;

/// <summary>The end of the process, as code under test meets it: nobody catches it.</summary>
public sealed class SimulatedCrashException() : Exception("The simulated process has ended.");
