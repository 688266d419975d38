namespace Fastshot.Core.Model;

/// <summary>One installation of the program.</summary>
/// <param name="Id">26 characters of lower-case Crockford Base32: 128 random bits.</param>
/// <param name="Platform">As <c>linux</c>, <c>windows</c> or <c>macos</c>.</param>
public sealed record Device(string Id, string Name, string Platform);
