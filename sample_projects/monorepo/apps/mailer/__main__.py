from email.message import EmailMessage

from common import signature

message = EmailMessage()
message["Subject"] = "Hello"
message.set_content(signature("mailer"))
print(message)
