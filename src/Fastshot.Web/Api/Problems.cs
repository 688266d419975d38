using Fastshot.Web.Hosting;
using Fastshot.Web.Shapes;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Api;

/// <summary>Turns what ended a request into a problem; the one place where exceptions become answers.</summary>
internal sealed class Problems(Func<Exception, WebFailure> describe)
{
    /// <summary>The problem of an exception. What is not expected is a bug, and says so.</summary>
    public ProblemShape Of(Exception exception)
    {
        switch (exception)
        {
            case ApiException e:
                return e.Problem;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new ProblemShape(413, "too_large", "That is more than is taken in one request.", "Send less at a time.");
            case BadHttpRequestException e:
                return new ProblemShape(400, "cut_off", $"The request ended before its end, or is no good HTTP: {e.Message}", "Send it again.");
            default:
                var failure = describe(exception);
                return new ProblemShape(StatusOf(failure.Code), failure.Code, failure.Message, failure.Hint);
        }
    }

    /// <summary>The status of a code that the command line uses, too.</summary>
    public static int StatusOf(string code) => code switch
    {
        "not_found" or "no_vault" or "missing" or "no_such_file" or "not_there" or "no_library" => 404,
        "not_here" or "not_in_trash" or "in_use" or "no_remote" or "several_vaults" or "conflict" or "replaced" or "key_missing" or "operation" => 409,
        "usage" or "ambiguous_id" => 400,
        "invalid" or "wrong_key" or "wrong_passphrase" or "damaged" or "newer_format" or "too_large" or "source_changed"
            or "bad_image" or "config" => 422,
        "full" => 507,
        "bug" => 500,
        "denied" or "library" or "index" or "vault" or "broken" => 500,
        "interrupted" => 499,
        _ => 502,
    };
}
