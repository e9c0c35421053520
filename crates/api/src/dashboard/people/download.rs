//! `/people/download`: everybody whom a page of People finds, as a file. It is paid, so a form sends it and no link does.

use axum::response::Response;
use kith_engine::{Download, DownloadConnections, DownloadPeople, ExportFormat, Retry};

use super::super::answer;
use super::super::door::Visit;
use super::super::form::Form;
use super::super::once;
use super::super::words;
use super::asked::Asked;
use crate::error::{Code, Failure};

pub(super) async fn download(visit: Visit, form: Form) -> Result<Response, Failure> {
    let asked = Asked::read(&form, "");
    let formats = [ExportFormat::Csv, ExportFormat::Vcard];
    let format = formats.into_iter().find(|format| format.as_str() == form.text("format"));
    let format = format.ok_or_else(|| Failure::new(Code::InvalidParams, "format must be csv or vcard"))?;
    let file = make(&visit, &asked, format, once::once(&form, format.as_str())).await?;
    let name = format!("people-{}.{}", words::day(visit.now()), format.extension());
    Ok(answer::file(&name, format.media_type(), file.bytes))
}

async fn make(
    visit: &Visit,
    asked: &Asked,
    format: ExportFormat,
    retry: Option<Retry>,
) -> Result<Download, Failure> {
    let mut caller = visit.caller.clone().paying();
    caller.retry = retry;
    if asked.is_of_all() {
        let ask = DownloadPeople { question: asked.of_all().0, stamp: asked.stamp(), format };
        return Ok(visit.engine().download_people(&caller, &ask).await?.answer);
    }
    let (account, snapshot, (question, _)) = (asked.account(), asked.snapshot(), asked.question());
    let ask = DownloadConnections { account, question, snapshot, format };
    Ok(visit.engine().download_connections(&caller, &ask).await?.answer)
}
