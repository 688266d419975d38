using Amazon.Runtime.CredentialManagement;

namespace Fastshot.Storage.S3;

/// <summary>The shared files of AWS: <c>~/.aws/credentials</c> and <c>~/.aws/config</c>, or where the environment says.</summary>
internal sealed class AwsFiles(Func<string, string?> variable)
{
    private readonly CredentialProfileStoreChain _profiles = new(PathOf(variable));

    /// <summary>The profile of the environment, else the default one.</summary>
    public string ProfileName => variable("AWS_PROFILE") is { Length: > 0 } name ? name : "default";

    /// <summary>For words.</summary>
    public string Path => PathOf(variable);

    public CredentialProfile? Find(string name) => _profiles.TryGetProfile(name, out var profile) ? profile : null;

    public ICredentialProfileSource Source => _profiles;

    private static string PathOf(Func<string, string?> variable)
    {
        if (variable("AWS_SHARED_CREDENTIALS_FILE") is { Length: > 0 } given)
        {
            return given;
        }

        var home = variable("HOME") ?? variable("USERPROFILE") ?? "";
        return System.IO.Path.Combine(home, ".aws", "credentials");
    }
}
