namespace Fastshot.Cli.Tests;

/// <summary>What the program says of itself.</summary>
public sealed class HelpTests;
