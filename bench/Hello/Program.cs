// The least that a .NET program does: the peer of a cold start.
Console.WriteLine("Hello, world!");
