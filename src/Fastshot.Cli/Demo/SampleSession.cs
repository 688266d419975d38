using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fastshot.Cli.Demo;

/// <summary>A sample session as it is described beside its pictures.</summary>
internal sealed record SampleSession(
    string Folder,
    string Name,
    string Description,
    string[] Tags,
    string Color,
    string Class,
    DateTimeOffset Created,
    SampleBoard Board,
    SampleShot[] Shots)
{
    private const string Prefix = "Samples/";

    /// <summary>All that are inside the program, oldest first.</summary>
    public static SampleSession[] ReadAll()
    {
        using var stream = Open("samples.json");
        return JsonSerializer.Deserialize(stream, SampleJson.Default.SampleSessionArray) ?? [];
    }

    /// <summary>Opens the original bytes of one of its pictures.</summary>
    public Stream Open(SampleShot shot) => Open($"{Folder}/{shot.File}");

    private static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
        ?? throw new InvalidOperationException($"The sample '{name}' is not inside the program.");
}

/// <summary>The size of a sample's board, in board units.</summary>
internal sealed record SampleBoard(double Width, double Height);

/// <summary>One picture of a sample session, and where it lies.</summary>
internal sealed record SampleShot(string File, string Title, double X, double Y, double Scale);

/// <summary>Reads the description of the samples without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SampleSession[]))]
internal sealed partial class SampleJson : JsonSerializerContext;
