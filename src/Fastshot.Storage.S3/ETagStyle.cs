namespace Fastshot.Storage.S3;

/// <summary>How a server compares the ETag of an <c>If-Match</c>.</summary>
internal enum ETagStyle
{
    Unknown,

    /// <summary>With its quotes, as HTTP has it.</summary>
    Quoted,

    /// <summary>Without (Ceph, Hetzner).</summary>
    Bare,
}
