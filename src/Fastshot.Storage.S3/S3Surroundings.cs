using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3;

/// <summary>What decides how a bucket is reached, besides its address.</summary>
/// <param name="Config">The person's config.ini.</param>
/// <param name="Variable">The environment: the value of a variable, or null.</param>
/// <param name="Files">Reads the authorities' file.</param>
/// <param name="CurrentFolder">Against which relative paths are read.</param>
public sealed record S3Surroundings(
    ConfigFile Config, Func<string, string?> Variable, IFileSystem Files, string CurrentFolder);
